import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/**
 * Milliseconds before and after a deadline at which a call is made, so that some of the calls are likely to meet it: on
 * real time the server's deadline is known no better than the answer to the scheduling request was quick.
 */
const AROUND_THE_DEADLINE = [-3, -1, 0, 2];

/** GROUP-1, however close together calls and timers come. */
export const groupConcurrencyChecks: readonly Check[] = [
  futuresCheck({
    id: 'groups.all-calls-at-once',
    title: 'when every token of a group is called at the same time, at most one of its events comes',
    requirements: ['GROUP-1'],
    needs: { pending: 8 },
    async run(t) {
      const room = await t.alice.createRoom();
      const groups = [await groupOfFour(t, room), await groupOfFour(t, room)];

      for (const group of groups) {
        await Promise.all(group.flatMap(tokensOf).map((token) => t.callToken(token)));
      }

      const answered = t.now();
      for (const group of groups) {
        const sent = await t.sentBy(answered, group);
        t.require(
          'GROUP-1',
          sent.length <= 1,
          `after all tokens were called at once: ${sent.length} events came from one group`,
        );
      }
      for (const future of groups.flat())
        await t.requireDeadTokens('GROUP-1', future, 'after all tokens were called at once');
      await t.requireNothing('GROUP-1', groups.flat(), 'after all tokens were called at once, and once more');
    },
  }),

  futuresCheck({
    id: 'groups.send-against-cancel',
    title: 'when a send and a cancel of one group are under way at the same time, one of them has its way, not both',
    requirements: ['GROUP-1'],
    needs: { pending: 8 },
    async run(t) {
      const room = await t.alice.createRoom();
      const groups = await Promise.all([1, 2, 3, 4].map(() => timedAndAction(t, room)));

      await Promise.all(
        groups.flatMap(({ timed, action }, index) => {
          const calls = [action.sendToken, timed.cancelToken ?? ''];
          return (index % 2 === 0 ? calls : calls.toReversed()).map((token) => t.callToken(token));
        }),
      );

      const answered = t.now();
      for (const { timed, action } of groups) {
        const sent = await t.sentBy(answered, [timed, action]);
        const onlyTheAction = sent.length <= 1 && !sent.includes(timed);
        t.require('GROUP-1', onlyTheAction, `send against cancel: ${sent.length} events came, or the cancelled one`);
        await t.requireDeadTokens('GROUP-1', timed, 'after send and cancel at once');
        await t.requireDeadTokens('GROUP-1', action, 'after send and cancel at once');
      }
      await t.requireNothing(
        'GROUP-1',
        groups.flatMap(({ timed, action }) => [timed, action]),
        'after send and cancel at once',
      );
    },
  }),

  futuresCheck({
    id: 'groups.send-against-timer',
    title:
      'when a send token is called at the very moment at which a timer of its group runs out, exactly one event comes',
    requirements: ['GROUP-1'],
    needs: { pending: 8, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const groups = await Promise.all(AROUND_THE_DEADLINE.map(() => timedAndAction(t, room, t.beats(2))));

      await Promise.all(
        groups.map(async ({ timed, action }, index) => {
          await t.waitUntil(deadlineOf(timed) + (AROUND_THE_DEADLINE[index] ?? 0));
          await t.callToken(action.sendToken);
        }),
      );

      for (const { timed, action } of groups) {
        const latest = Math.max(t.now(), timed.due?.latest ?? 0);
        await t.requireOneOf('GROUP-10', [timed, action], latest, 'when a send token was called at the deadline');
      }
      await t.requireNothing(
        'GROUP-1',
        groups.flatMap(({ timed, action }) => [timed, action]),
        'after one event of each group',
      );
    },
  }),

  futuresCheck({
    id: 'groups.cancel-against-timer',
    title:
      'when a future is cancelled at the very moment at which its timer runs out, its event comes once or not at all',
    requirements: ['GROUP-1'],
    needs: { pending: 4, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const futures = await Promise.all(
        AROUND_THE_DEADLINE.map(() => t.message(t.alice, room, { timeout: t.beats(2) })),
      );

      const answers = await Promise.all(
        futures.map(async (future, index) => {
          await t.waitUntil(deadlineOf(future) + (AROUND_THE_DEADLINE[index] ?? 0));
          return t.callToken(future.cancelToken ?? '');
        }),
      );

      for (const [index, future] of futures.entries()) {
        // Where cancelling was refused, the timer was first.
        if (answers[index]?.refused === true) {
          await t.requireOneOf('GROUP-10', [future], future.due?.latest ?? 0, 'when cancelling it was refused');
        }
      }
      const answered = Math.max(...answers.map(({ answeredAt }) => answeredAt));
      for (const future of futures) {
        const sent = await t.sentBy(answered, [future]);
        t.require('GROUP-1', sent.length <= 1, `cancel at the deadline: the event came ${sent.length} times`);
        await t.requireDeadTokens('GROUP-1', future, 'after it was cancelled at its deadline');
      }
      await t.requireNothing('GROUP-1', futures, 'after futures were cancelled at their deadlines');
    },
  }),

  futuresCheck({
    id: 'groups.refresh-against-timer',
    title: 'when a future is refreshed at the very moment at which its timer runs out, its event comes exactly once',
    requirements: ['GROUP-1'],
    needs: { pending: 4, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const timeout = t.beats(2);
      const futures = await Promise.all(AROUND_THE_DEADLINE.map(() => t.message(t.alice, room, { timeout })));

      const answers = await Promise.all(
        futures.map(async (future, index) => {
          await t.waitUntil(deadlineOf(future) + (AROUND_THE_DEADLINE[index] ?? 0));
          return t.callToken(future.refreshToken ?? '');
        }),
      );

      // Whether or not the refresh came in time: by then the event is there, and no second one follows.
      const latest = Math.max(...answers.map((answer) => dueAfter(answer, timeout).latest));
      for (const future of futures) {
        await t.requireOneOf('GROUP-10', [future], latest, 'when it was refreshed at its deadline');
      }
      await t.requireSilence('GROUP-1', room, latest, 'after each of the futures has sent its event');
    },
  }),

  futuresCheck({
    id: 'groups.each-of-many-sends-once',
    title: 'of many groups that are resolved one after the other, by timer and by token, each sends exactly one event',
    requirements: ['GROUP-1', 'GROUP-10'],
    needs: { pending: 24, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const groups: (readonly Future[])[] = [];
      for (let made = 0; made < 12; made += 1) {
        const { timed, action } = await timedAndAction(t, room, made % 2 === 0 ? t.beats(3) : t.far);
        groups.push([timed, action]);
      }
      for (const [timed, action] of groups) {
        if (timed?.timeout === t.far && action !== undefined) await t.callToken(action.sendToken);
      }

      const latest = Math.max(
        t.now(),
        ...groups.map(([timed]) => (timed?.timeout === t.far ? 0 : (timed?.due?.latest ?? 0))),
      );
      for (const group of groups) {
        await t.requireOneOf('GROUP-10', group, latest, 'when a dozen groups were resolved one after the other');
      }
      await t.requireNothing('GROUP-1', groups.flat(), 'after one event of each group');
    },
  }),

  futuresCheck({
    id: 'groups.timers-at-the-same-moment',
    title: 'when several timers of a group run out at the same moment, exactly one event comes',
    requirements: ['GROUP-1', 'GROUP-10'],
    needs: { pending: 6, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const first = await t.message(t.alice, room, { timeout: t.beats(3) });
      const others = await Promise.all(
        [1, 2, 3, 4, 5].map(() =>
          t.message(t.alice, room, { group: first.group, timeout: t.beats(3) - elapsed(t, first) }),
        ),
      );
      const group = [first, ...others];

      const latest = Math.max(...group.map(({ due }) => due?.latest ?? 0));
      await t.requireOneOf('GROUP-10', group, latest, 'when six timers of a group ran out together');

      await t.requireNothing('GROUP-1', group, 'after one event of the group');
    },
  }),
];

interface TimedAndAction {
  readonly timed: Future;
  readonly action: Future;
}

async function timedAndAction(t: FuturesContext, room: Room, timeout = t.far): Promise<TimedAndAction> {
  const timed = await t.message(t.alice, room, { timeout });
  return { timed, action: await t.action(t.alice, room, timed.group) };
}

async function groupOfFour(t: FuturesContext, room: Room): Promise<Future[]> {
  const { timed, action } = await timedAndAction(t, room);
  return [
    timed,
    action,
    await t.message(t.alice, room, { group: timed.group }),
    await t.action(t.alice, room, timed.group),
  ];
}

/** The tokens of a future, sending first. */
function tokensOf({ sendToken, refreshToken, cancelToken }: Future): string[] {
  return [sendToken, cancelToken, refreshToken].filter((token) => token !== undefined);
}

/** The likeliest moment of a future's deadline. */
function deadlineOf({ due }: Future): number {
  return due === undefined ? 0 : Math.floor((due.earliest + due.latest) / 2);
}

/** How long ago a future was scheduled, in whole milliseconds; 0 where timeouts have to be whole seconds. */
function elapsed(t: FuturesContext, future: Future): number {
  return t.dialect.unit === 's' ? 0 : Math.round(t.now() - future.answer.answeredAt);
}
