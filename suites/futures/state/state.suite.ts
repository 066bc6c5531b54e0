import type { Answer } from '../../kit/connection/answer.js';
import type { Check, Suite } from '../../kit/checks/check.js';
import type { JsonRecord, SeenEvent } from '../../kit/rooms/matrix-json.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { mustBeForbidden } from '../words/power-levels.js';
import { stateQuestions } from './questions.checks.js';
import { sendTokenOf } from '../words/send-token.js';
import { twoOfOneKey } from './two-of-one-key.js';
import { stateRaceChecks } from '../races/races.checks.js';
import { stateSequenceChecks } from '../sequences/sequences.checks.js';
import { stateNameInputChecks } from '../scheduling/any-two-names.checks.js';

/** What state futures do to the room's state, and new state to them (STATE-1 to STATE-8). */
export const stateSuite: Suite = {
  revision: 'futures',
  area: 'state',
  checks: [
    futuresCheck({
      id: 'state.timer-makes-current-state',
      title: 'when its timer runs out a state future replaces the current state of its key',
      requirements: ['STATE-1'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const key = { type: t.stateType, stateKey: 'kitchen' };
        await t.alice.setState(room, key.type, key.stateKey, t.text('before'));
        const future = await t.state(t.alice, room, { ...key, timeout: t.beats(2) });

        const event = await t.requireDue('STATE-1', future, 'a state future');

        t.require(
          'STATE-1',
          event.state_key === 'kitchen',
          `the event's state key is ${JSON.stringify(event.state_key)}`,
        );
        await t.requireState('STATE-1', room, key, future.content, 'after the event of a state future has come');
      },
    }),

    futuresCheck({
      id: 'state.token-makes-current-state',
      title: 'a state future that is sent by its token becomes current state, an action future too',
      requirements: ['STATE-1'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.state(t.alice, room, { stateKey: 'kitchen' });
        const reminder = await t.message(t.alice, room);
        const action = await t.state(t.alice, room, { stateKey: 'hall', group: reminder.group, timeout: 'none' });

        for (const future of [timed, action]) {
          const answer = await t.send(future);
          await t.requireSent('STATE-1', future, answer, 'after its send token was called');
          await t.requireState('STATE-1', room, future, future.content, 'after a state future was sent by its token');
        }
      },
    }),

    futuresCheck({
      id: 'state.new-state-invalidates',
      title: 'a new state event of the same key invalidates a waiting state future: never sent, unlisted, tokens dead',
      requirements: ['STATE-2', 'STATE-6'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room, { timeout: t.beats(3) });
        const future = await t.state(t.alice, room, { timeout: t.beats(3) });
        const fresh = t.text('new state');

        t.requireInTime(await t.alice.setState(room, future.type, '', fresh), future);

        await requireGone(t, 'STATE-2', future, control);
        await t.requireDue('STATE-2', control, 'a message future, scheduled alike');
        await t.requireNothing('STATE-2', future, 'after new state came before the timeout');
        await t.requireState('STATE-6', room, future, fresh, 'when new state came before the timeout');
      },
    }),

    futuresCheck({
      id: 'state.new-state-invalidates-what-is-left-of-its-key',
      title: 'a new state event invalidates a future that waits for its key, another one of which was cancelled before',
      requirements: ['STATE-2'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const { first, second } = await twoOfOneKey(t, room);
        const control = await t.message(second.by, room);
        await t.cancel(first);

        await second.by.setState(room, second.type, second.stateKey ?? '', t.text('new state'));

        await requireGone(t, 'STATE-2', second, control);
        await t.requireNothing('STATE-2', [first, second], 'after new state of their key');
      },
    }),

    futuresCheck({
      id: 'state.same-key-of-another-user',
      title: "whoever asks for a future of another user's state key neither ends the other one nor is given its tokens",
      requirements: ['TOKEN-13'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const alices = await t.state(t.alice, room, { stateKey: 'hall' });
        await t.requireListed('LIST-1', alices, 'a running future');
        const wish = { type: alices.type, stateKey: 'hall', content: alices.content, timeout: t.far };

        const answers = [
          await t.tryState(t.bob, room, wish),
          await t.tryState(t.bob, room, { ...wish, content: t.text('by bob') }),
        ];

        const taken = answers.filter((answer) => answer.ok);
        if (taken.length === 0)
          t.notApplicable(`two users' futures do not wait for one key here: ${answers.join(', ')}`);
        for (const answer of taken) {
          const given = [sendTokenOf(answer.body), answer.string('refresh_token'), answer.string('cancel_token')];
          const known = [alices.sendToken, alices.refreshToken, alices.cancelToken];
          const shared = given.find((token) => token !== undefined && known.includes(token));
          t.require(
            'TOKEN-13',
            shared === undefined,
            `bob asked for alice's state key, and was given her token ${shared}`,
          );
        }
        t.require('TOKEN-13', await t.isStillListed(alices), "bob asked for alice's state key, and her future is gone");
        await t.refresh(alices, 'TOKEN-13');
      },
    }),

    futuresCheck({
      id: 'state.new-state-invalidates-refreshed',
      title: 'a new state event invalidates a state future that has been refreshed',
      requirements: ['STATE-2'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.state(t.alice, room, { timeout: t.beats(3) });
        await t.letTimePass(t.beats(1));
        await t.refresh(future);
        const control = await t.message(t.alice, room, { timeout: t.beats(3) });

        t.requireInTime(await t.alice.setState(room, future.type, '', t.text('new state')), future);

        await requireGone(t, 'STATE-2', future, control);
        await t.requireDue('STATE-2', control, 'a message future that is due at the same time');
        await t.requireNothing('STATE-2', future, 'after new state came before the timeout of a refreshed future');
      },
    }),

    futuresCheck({
      id: 'state.new-state-invalidates-action-futures',
      title: 'a new state event of the same key invalidates a waiting action future',
      requirements: ['STATE-2'],
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room);
        const timed = await t.message(t.alice, room);
        const action = await t.state(t.alice, room, { group: timed.group, timeout: 'none' });

        await t.alice.setState(room, action.type, '', t.text('new state'));

        await requireGone(t, 'STATE-2', action, control);
        await t.requireNothing('STATE-2', action, 'after an invalidated action future was called');
      },
    }),

    futuresCheck({
      id: 'state.new-state-invalidates-every-future-of-its-key',
      title: 'a new state event invalidates every future that waits for its key',
      requirements: ['STATE-2'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const wish = { type: t.stateType, stateKey: 'hall', timeout: t.beats(4) };
        const first = await t.state(t.alice, room, wish);
        // What a second future of one key does is open (Q-STATE-TWICE): as many as the server took have to go.
        const waiting = [first, await accepted(t, room, wish), await accepted(t, room, wish)];
        const futures = waiting.filter((future) => future !== undefined);

        const answer = await t.alice.setState(room, wish.type, wish.stateKey, t.text('new state'));
        for (const future of futures) t.requireInTime(answer, future);

        for (const future of futures) {
          await t.requireUnlisted('STATE-2', future, 'after new state of its key');
        }
        await t.requireNothing('STATE-2', futures, 'after new state of the key that several futures waited for');
      },
    }),

    futuresCheck({
      id: 'state.memberships-invalidate',
      title: 'an invitation, a join or a leave invalidates what waits for the membership of that user',
      requirements: ['STATE-2'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room);
        const steps = [
          ['was invited', 'the owner', () => t.alice.invite(room, t.bob)],
          ['joined', 'the other', () => t.bob.join(room)],
          ['left', 'the other', () => t.bob.leave(room)],
        ] as const;

        for (const [what, by, change] of steps) {
          const wish = {
            type: 'm.room.member',
            stateKey: t.bob.userId,
            content: { membership: 'ban' },
            timeout: t.far,
          };
          const answer = await t.tryState(t.alice, room, wish);
          if (answer.refused) t.notApplicable(`the server lets nobody schedule memberships: ${answer}`);
          const future = t.adopt(t.alice, room, wish, answer);
          await t.requireListed('LIST-1', future, 'a running future');

          if (by === 'the other') t.tokens.note('met new state of another user');
          await change();

          await t.requireListed('LIST-1', control, 'a running future');
          await t.requireUnlisted('STATE-2', future, `after the user whose membership it would set ${what}`);
          await t.refresh(control);
          await t.requireDeadTokens('STATE-2', future, `after the user whose membership it would set ${what}`);
        }
      },
    }),

    futuresCheck({
      id: 'state.new-state-invalidates-again',
      title: 'a future for a key whose earlier future was invalidated is invalidated by the next new state',
      requirements: ['STATE-2'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room, { timeout: t.beats(4) });
        const first = await t.state(t.alice, room, { timeout: t.beats(4) });
        t.requireInTime(await t.alice.setState(room, first.type, '', t.text('first new state')), first);
        await requireGone(t, 'STATE-2', first, control);
        await t.letTimePass(t.beats(1));

        const second = await t.state(t.alice, room, { timeout: t.beats(3) });
        t.requireInTime(await t.alice.setState(room, second.type, '', t.text('second new state')), second);

        await requireGone(t, 'STATE-2', second, control);
        await t.requireDue('STATE-2', control, 'a message future that is due at the same time');
        await t.requireNothing('STATE-2', [first, second], 'after new state came twice');
      },
    }),

    futuresCheck({
      id: 'state.others-state-invalidates',
      title: "another member's new state event invalidates a waiting state future",
      requirements: ['STATE-3'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const control = await t.message(t.alice, room, { timeout: t.beats(3) });
        const alices = await t.state(t.alice, room, { stateKey: 'hall', timeout: t.beats(3) });
        const bobs = await t.state(t.bob, room, { stateKey: 'kitchen', timeout: t.beats(3) });

        t.requireInTime(await t.bob.setState(room, alices.type, 'hall', t.text('by bob')), alices);
        t.requireInTime(await t.alice.setState(room, bobs.type, 'kitchen', t.text('by alice')), bobs);

        await requireGone(t, 'STATE-3', alices, control);
        await t.requireUnlisted('STATE-3', bobs, "after the room's creator set that state");
        await t.requireDue('STATE-3', control, 'a message future, scheduled alike');
        await t.requireNothing('STATE-3', [alices, bobs], 'after another member set that state');
      },
    }),

    harmless('another-state-key', 'a state event of another state key', async (t, { room, type, stateKey = '' }) => {
      await t.alice.setState(room, type, `${stateKey}2`, t.text('longer key'));
      await t.alice.setState(room, type, stateKey.slice(0, -1), t.text('shorter key'));
      return t.alice.setState(room, type, stateKey.toUpperCase(), t.text('other case'));
    }),

    harmless('empty-state-key', 'a state event of the empty state key', (t, { room, type }) =>
      t.alice.setState(room, type, '', t.text('empty key')),
    ),

    harmless('another-type', 'a state event of another type', async (t, { room, type, stateKey = '' }) => {
      await t.alice.setState(room, `${type}.more`, stateKey, t.text('longer type'));
      return t.alice.setState(room, t.ownType('other'), stateKey, t.text('other type'));
    }),

    harmless('another-room', 'a state event in another room', async (t, { type, stateKey = '' }) => {
      const elsewhere = await t.alice.createRoom();
      return t.alice.setState(elsewhere, type, stateKey, t.text('other room'));
    }),

    harmless('message-event', 'a message event of that type', (t, { room, type, stateKey }) =>
      t.alice.trySend(room, type, t.text('message'), stateKey),
    ),

    futuresCheck({
      id: 'state.message-futures-are-not-invalidated',
      title: 'state events invalidate no message future of their type',
      requirements: ['STATE-4'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const type = t.stateType;
        const future = await t.message(t.alice, room, { type, timeout: t.beats(2) });

        await t.alice.setState(room, type, future.txnId ?? '', t.text('its transaction id as state key'));
        t.requireInTime(await t.alice.setState(room, type, '', t.text('empty state key')), future);

        await t.requireDue('STATE-4', future, 'a message future, after state of its type was set');
      },
    }),

    futuresCheck({
      id: 'state.timeout-then-new-state',
      title: 'timeout first, then a new state event: both are in the timeline, and the new one is the state',
      requirements: ['STATE-5'],
      needs: { wait: 1 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.state(t.alice, room, { timeout: t.beats(1) });
        const fresh = t.text('new state');
        await t.requireDue('STATE-5', future, 'a state future that nothing disturbs');

        await t.alice.setState(room, future.type, '', fresh);

        await t.requireState('STATE-5', room, future, fresh, 'when new state came after the timeout');
        const order = [isEventOf(future), labelled(fresh)].map((matches) =>
          room.timeline.arrivals.findIndex(({ event }) => matches(event)),
        );
        const [old = -1, latest = -1] = order;
        t.require(
          'STATE-5',
          old >= 0 && old < latest,
          `expected both events in the timeline, the new one last: ${order}`,
        );
        await t.requireSilence('STATE-5', room, t.now(), 'after the timeout and the new state');
      },
    }),

    futuresCheck({
      id: 'state.race-ends-as-the-new-state',
      title: 'when timeout and new state come at the same moment the state ends as the new state event',
      requirements: ['STATE-6'],
      needs: { wait: 4, pending: 7 },
      async run(t) {
        const room = await t.alice.createRoom();
        const races: { readonly future: Future; readonly offset: number }[] = [];
        for (const offset of [-500, -200, -50, -5, 0, 50, 200]) {
          const stateKey = `race${offset}`;
          races.push({ future: await t.state(t.alice, room, { stateKey, timeout: t.beats(4) }), offset });
        }

        const fresh = new Map<Future, JsonRecord>();
        for (const { future, offset } of races) {
          await t.waitUntil((future.due?.earliest ?? 0) + offset);
          const content = t.text('new state');
          fresh.set(future, content);
          await t.alice.setState(room, future.type, future.stateKey ?? '', content);
        }
        await t.fence(room);

        const events = room.timeline.arrivals.map(({ event }) => event);
        for (const [future, content] of fresh) {
          // A future's event may have come before the new state; whatever comes after it breaks the silence.
          const before = events.slice(0, events.findIndex(labelled(content))).find(isEventOf(future));
          if (before !== undefined) room.acknowledge(before.event_id);
        }
        const futures = [...fresh.keys()];
        await t.requireNothing('STATE-6', futures, 'after the new state that a timeout raced against');
        for (const [future, content] of fresh) {
          await t.requireState(
            'STATE-6',
            room,
            future,
            content,
            `after a timeout raced the state of ${future.stateKey}`,
          );
        }
      },
    }),

    futuresCheck({
      id: 'state.invalidated-event-comes-by-no-token',
      title: "an invalidated future's event is sent by none of its group's tokens",
      requirements: ['STATE-7'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const invalidated = await t.state(t.alice, room, { timeout: t.beats(2) });
        const other = await t.message(t.alice, room, { group: invalidated.group });
        const answer = await t.alice.setState(room, invalidated.type, '', t.text('new state'));
        t.requireInTime(answer, invalidated);
        await t.requireUnlisted('STATE-2', invalidated, 'after new state of its key');

        await t.requireDeadTokens('STATE-7', invalidated, 'after it was invalidated');
        await t.callToken(other.refreshToken ?? '');
        const sent = await t.callToken(other.sendToken);

        // Whether the rest of the group lives is open (Q-INVALIDATE-GROUP); the invalidated event is dead either way.
        if (sent.ok) await t.requireSent('TOKEN-2', other, sent, 'the send token of another member was accepted');
        await t.requireNothing('STATE-7', invalidated, "after all tokens of an invalidated future's group were called");
      },
    }),

    futuresCheck({
      id: 'state.refused-state-invalidates-nothing',
      title: 'a state event that is refused for want of power invalidates nothing',
      requirements: ['STATE-8'],
      needs: { accounts: 2, wait: 4 },
      async run(t) {
        const open = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const strict = await t.alice.createRoom({ members: [t.bob] });

        const gone = await t.state(t.alice, open, { timeout: t.beats(2) });
        t.requireInTime(await t.bob.setState(open, gone.type, '', t.text('allowed')), gone);
        await t.requireNothing('STATE-3', gone, 'after a member with enough power set that state');

        const kept = await t.state(t.alice, strict, { timeout: t.beats(2) });
        const refused = await t.bob.trySetState(strict, kept.type, '', t.text('forbidden'));
        t.requireInTime(refused, kept);
        mustBeForbidden(refused);
        await t.requireDue('STATE-8', kept, 'after somebody without the power to tried to set that state');
      },
    }),

    ...stateQuestions,
    ...stateNameInputChecks,
    ...stateSequenceChecks,
    ...stateRaceChecks,
  ],
};

/** A check that a kind of event leaves a waiting state future alone. */
function harmless(name: string, what: string, disturb: (t: FuturesContext, future: Future) => Promise<Answer>): Check {
  return futuresCheck({
    id: `state.${name}-invalidates-nothing`,
    title: `${what} invalidates no state future`,
    requirements: ['STATE-4'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const future = await t.state(t.alice, room, { stateKey: 'kitchen', timeout: t.beats(3) });

      const answer = await disturb(t, future);

      if (!answer.ok) throw new Inconclusive(`the server refused an ordinary event: ${answer}`);
      t.requireInTime(answer, future);
      await t.requireListed('STATE-4', future, `a state future, after ${what}`);
      await t.requireDue('STATE-4', future, `a state future, after ${what}`);
    },
  });
}

/** Judges that a future is gone: unlisted, its tokens dead; while another one shows that the server works. */
async function requireGone(t: FuturesContext, requirement: string, future: Future, control: Future): Promise<void> {
  await t.requireListed('LIST-1', control, 'a running future');
  await t.requireUnlisted(requirement, future, 'after new state of its key');
  await t.refresh(control);
  await t.requireDeadTokens(requirement, future, 'after new state of its key');
}

/** A further future for a state key, if the server takes one. */
async function accepted(
  t: FuturesContext,
  room: Future['room'],
  wish: { readonly type: string; readonly stateKey: string; readonly timeout: number },
): Promise<Future | undefined> {
  const full = { ...wish, content: t.text('further future') };
  const answer = await t.tryState(t.alice, room, full);
  return answer.ok ? t.adopt(t.alice, room, full, answer) : undefined;
}

/** Whether an event has the label of a content. */
function labelled(content: JsonRecord): (event: SeenEvent) => boolean {
  return (event) => event.content['label'] === content['label'];
}
