import type { Suite } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { groupConcurrencyChecks } from './concurrency.checks.js';
import { groupNameChecks } from './names.checks.js';
import { groupQuestionChecks } from './questions.checks.js';
import { groupInputChecks } from './any-id.checks.js';
import { groupRaceChecks } from '../races/races.checks.js';
import { groupSequenceChecks } from '../sequences/sequences.checks.js';
import { groupWordInputChecks } from './any-word.checks.js';

/** Groups: what is in one, who may use it, and that only one of its events is ever sent (GROUP-1 to GROUP-10). */
export const groupsSuite: Suite = {
  revision: 'futures',
  area: 'groups',
  checks: [
    ...groupConcurrencyChecks,

    futuresCheck({
      id: 'groups.timer-discards-the-rest',
      title: 'when the timer of one future of a group runs out, all the others are discarded',
      requirements: ['GROUP-2', 'GROUP-1'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const first = await t.message(t.alice, room, { timeout: t.beats(2) });
        const later = await t.message(t.alice, room, { group: first.group, timeout: t.beats(4) });
        const far = await t.message(t.alice, room, { group: first.group });
        const action = await t.action(t.alice, room, first.group);

        await t.requireDue('GROUP-6', first, 'the first timer of a group of four');

        for (const other of [later, far, action]) {
          t.require(
            'GROUP-2',
            !(await t.isListed(other)),
            'a discarded future is listed after another was sent by its timer',
          );
          await t.requireDeadTokens('GROUP-2', other, 'after another future of the group was sent by its timer');
        }
        await t.requireNothing(
          'GROUP-1',
          [first, later, far, action],
          'after one future of the group was sent by its timer',
        );
      },
    }),

    futuresCheck({
      id: 'groups.send-token-discards-the-rest',
      title: 'when one future of a group is sent by its token, all the others are discarded',
      requirements: ['GROUP-2', 'GROUP-1'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room, { timeout: t.beats(3) });
        const far = await t.message(t.alice, room, { group: timed.group });
        const chosen = await t.action(t.alice, room, timed.group);
        const action = await t.action(t.alice, room, timed.group);

        await t.requireSent('TOKEN-2', chosen, await t.send(chosen), 'an action future of a group of four');

        for (const other of [timed, far, action]) {
          t.require(
            'GROUP-2',
            !(await t.isListed(other)),
            'a discarded future is listed after another was sent by its token',
          );
          await t.requireDeadTokens('GROUP-2', other, 'after another future of the group was sent by its token');
        }
        await t.requireNothing(
          'GROUP-1',
          [timed, far, chosen, action],
          'after one future of the group was sent by its token',
        );
      },
    }),

    futuresCheck({
      id: 'groups.refreshed-futures-are-discarded-too',
      title: 'futures that were refreshed are discarded with their group like all others',
      requirements: ['GROUP-2', 'GROUP-1'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room, { timeout: t.beats(3) });
        const action = await t.action(t.alice, room, timed.group);
        await t.letTimePass(t.beats(1));
        await t.refresh(timed);

        await t.requireSent('TOKEN-2', action, await t.send(action), 'the action future of the group');

        await t.requireDeadTokens('GROUP-2', timed, 'after another future of the group was sent by its token');
        await t.requireNothing('GROUP-1', [timed, action], 'after another future of the group was sent by its token');
      },
    }),

    futuresCheck({
      id: 'groups.generated-id-is-told',
      title: 'a timeout future needs no group id: it gets one, and is told which',
      requirements: ['GROUP-3'],
      async run(t) {
        const room = await t.alice.createRoom();

        const answers = [
          await t.tryMessage(t.alice, room, { timeout: t.far }),
          await t.tryState(t.alice, room, { timeout: t.far }),
        ];

        for (const answer of answers) {
          t.requireAcceptance('GROUP-3', answer, 'a timeout future without a group id');
          const group = answer.string('future_group_id') ?? '';
          t.presuppose('RESP-2', group !== '', { expected: 'a generated future_group_id', seen: answer });
        }
      },
    }),

    futuresCheck({
      id: 'groups.generated-ids-are-unique',
      title: 'every timeout future without a group id gets a group id that no other future has, in whichever room',
      requirements: ['GROUP-3'],
      needs: { accounts: 2, pending: 5 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const elsewhere = await t.alice.createRoom();
        const first = await t.message(t.alice, room);
        const others = [
          await t.message(t.alice, room),
          await t.state(t.alice, room),
          await t.message(t.alice, elsewhere),
          await t.message(t.bob, room),
        ];
        requireUniqueGroups(t, [first, ...others]);

        await t.cancel(first);
        const afterwards = await t.message(t.alice, room);

        requireUniqueGroups(t, [first, ...others, afterwards]);
      },
    }),

    futuresCheck({
      id: 'groups.generated-ids-differ-between-users',
      title: 'the first group ids that a user gets are not those that another user got first',
      requirements: ['GROUP-3'],
      needs: { accounts: 2, ownAccount: 'all', pending: 6 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const futures: Future[] = [];

        for (const user of [t.alice, t.bob, t.alice, t.bob, t.alice, t.bob]) futures.push(await t.message(user, room));

        requireUniqueGroups(t, futures);
      },
    }),

    futuresCheck({
      id: 'groups.generated-groups-are-apart',
      title: 'timeout futures without a group id are in no group with each other',
      requirements: ['GROUP-3'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const left = await t.message(t.alice, room, { timeout: t.beats(2) });
        const sent = await t.message(t.alice, room);
        const cancelled = await t.message(t.alice, room);

        await t.requireSent('TOKEN-2', sent, await t.send(sent), 'after its send token was called');
        await t.cancel(cancelled);

        await t.requireDue(
          'GROUP-3',
          left,
          'after a future with another generated group id was sent, and one cancelled',
        );
      },
    }),

    futuresCheck({
      id: 'groups.no-action-in-unknown-group',
      title: 'an action future for a group that never was is refused with 409 and not stored',
      requirements: ['GROUP-4'],
      async run(t) {
        const room = await t.alice.createRoom();
        const living = await t.message(t.alice, room);
        const unknown = t.uniqueName('group');

        await requireActionsRefused(t, room, unknown, 'in a group that never was');
        await requireActionsRefused(t, room, unknown, 'in a group that never was, once more');

        // The same request for a living group, so that it is the group that makes the difference.
        const answer = await t.tryMessage(t.alice, room, { timeout: 'none', group: living.group });
        t.requireAcceptance('GROUP-4', answer, 'an action future in a living group');
      },
    }),

    futuresCheck({
      id: 'groups.no-action-after-refusal',
      title: 'an action future for a group id that only a refused request has named is refused with 409 and not stored',
      requirements: ['GROUP-4'],
      async run(t) {
        const room = await t.alice.createRoom();
        const living = await t.message(t.alice, room);
        const group = t.uniqueName('group');

        const answer = await t.tryMessage(t.alice, room, { timeout: t.beats(-1), group });
        t.presuppose('SCHED-7', answer.refused, {
          what: `a timeout of ${t.beats(-1)} ms`,
          expected: 'a refusal with 4xx',
          seen: answer,
        });

        await requireActionsRefused(t, room, group, 'in a group that only a refused request has named');
        await t.action(t.alice, room, living.group);
      },
    }),

    futuresCheck({
      id: 'groups.no-action-after-timer',
      title: 'an action future for a group whose timer has run out is refused with 409 and not stored',
      requirements: ['GROUP-4'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room, { timeout: t.beats(2) });
        const action = await t.action(t.alice, room, timed.group);

        await t.requireDue('GROUP-10', timed, 'after its timeout');

        await requireActionsRefused(t, room, timed.group, 'in a group whose timer has run out');
        await t.requireNothing('GROUP-4', [timed, action], 'after the group was resolved');
      },
    }),

    futuresCheck({
      id: 'groups.no-action-after-send',
      title: 'an action future for a group that was resolved by a send token is refused with 409 and not stored',
      requirements: ['GROUP-4'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room);
        const action = await t.action(t.alice, room, timed.group);

        await t.requireSent('TOKEN-2', action, await t.send(action), 'an action future');
        await presupposeGone(t, 'GROUP-2', timed, 'after the action future of its group was sent');

        await requireActionsRefused(t, room, timed.group, 'in a group that was resolved by a send token');
        await t.requireNothing('GROUP-4', [timed, action], 'after the group was resolved');
      },
    }),

    futuresCheck({
      id: 'groups.no-action-after-cancel',
      title: 'an action future for a group that was cancelled is refused with 409 and not stored',
      requirements: ['GROUP-4'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room);
        const action = await t.action(t.alice, room, timed.group);

        await t.cancel(timed);
        await presupposeGone(t, 'TOKEN-6', timed, 'after it was cancelled');

        await requireActionsRefused(t, room, timed.group, 'in a group that was cancelled');
        await t.requireNothing('GROUP-4', [timed, action], 'after the group was cancelled');
      },
    }),

    futuresCheck({
      id: 'groups.no-action-after-invalidation',
      title:
        'an action future for a group whose only timeout future was invalidated is refused with 409 and not stored',
      requirements: ['GROUP-4'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.state(t.alice, room, { stateKey: 'door' });
        const untouched = await t.state(t.alice, room, { stateKey: 'window' });
        await t.action(t.alice, room, timed.group);

        await t.alice.setState(room, timed.type, 'door', t.text('newer'));
        await presupposeGone(t, 'STATE-2', timed, 'after new state');
        t.presuppose('STATE-4', await t.isListed(untouched), 'new state of another key has ended a future');

        await requireActionsRefused(t, room, timed.group, 'in a group whose only timeout future was invalidated');
        await t.action(t.alice, room, untouched.group);
      },
    }),

    futuresCheck({
      id: 'groups.timeout-future-joins',
      title:
        'a timeout future that names a living group joins it: whichever of the two is sent, the other is discarded',
      requirements: ['GROUP-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        const stranger = await t.message(t.alice, room);
        const one = await t.message(t.alice, room);
        const joined = await t.message(t.alice, room, { group: one.group });
        await t.requireSent('TOKEN-2', one, await t.send(one), 'the future that began the group');
        await t.requireDeadTokens('GROUP-5', joined, 'after the future that began its group was sent');

        const two = await t.message(t.alice, room);
        const joining = await t.message(t.alice, room, { group: two.group });
        await t.requireSent('TOKEN-2', joining, await t.send(joining), 'the future that joined the group');
        await t.requireDeadTokens('GROUP-5', two, 'after the future that joined its group was sent');

        await t.requireNothing('GROUP-5', [one, joined, two, joining], 'after one future of each group was sent');
        t.requireAcceptance(
          'GROUP-5',
          await t.callToken(stranger.refreshToken ?? ''),
          'refreshing one that joined no group',
        );
      },
    }),

    futuresCheck({
      id: 'groups.joined-from-another-device',
      title: "a timeout future joins its user's group from another device",
      requirements: ['GROUP-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        const phone = await t.secondDevice(t.alice);
        const stranger = await t.message(phone, room);
        const first = await t.message(t.alice, room);
        const joined = await t.message(phone, room, { group: first.group });

        await t.requireSent('TOKEN-2', joined, await t.send(joined), 'the future that joined from another device');

        await t.requireDeadTokens('GROUP-5', first, 'after the future that joined its group was sent');
        await t.requireNothing('GROUP-5', [first, joined], 'after one future of the group was sent');
        await t.refresh(stranger);
      },
    }),

    futuresCheck({
      id: 'groups.messages-and-state-share-groups',
      title: 'message and state futures of any types can be in one group, of which one is sent',
      requirements: ['GROUP-5', 'GROUP-1'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const message = await t.message(t.alice, room);
        const state = await t.state(t.alice, room, { group: message.group, timeout: t.beats(2) });
        const action = await t.action(t.alice, room, message.group, { type: 'org.example.signal' });

        await t.requireDue('GROUP-6', state, 'a state future in the group of a message future');
        await t.requireDeadTokens('TOKEN-8', state, 'after its timer ran out');

        await t.requireDeadTokens('GROUP-5', message, 'after the state future of its group was sent');
        await t.requireNothing('GROUP-1', [message, state, action], 'after one future of the group was sent');
      },
    }),

    futuresCheck({
      id: 'groups.first-timer-wins-when-scheduled-last',
      title: 'a timeout future that joins a group keeps its own, shorter duration and wins',
      requirements: ['GROUP-6', 'GROUP-1'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const long = await t.message(t.alice, room, { timeout: t.beats(6) });
        const short = await t.message(t.alice, room, { group: long.group, timeout: t.beats(3) });
        await t.action(t.alice, room, long.group);

        const whyNot = dueAfter(short.answer, t.beats(6));
        await t.requireDue('GROUP-6', short, 'with the shorter timeout of the group', { instead: whyNot });

        await t.requireNothing('GROUP-1', [long, short], 'after the first timer of the group');
      },
    }),

    futuresCheck({
      id: 'groups.first-timer-wins-when-scheduled-first',
      title: 'a timeout future keeps its own, shorter duration when another one joins its group, and wins',
      requirements: ['GROUP-6', 'GROUP-1'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const short = await t.message(t.alice, room, { timeout: t.beats(3) });
        await t.letTimePass(t.beats(2));
        const long = await t.message(t.alice, room, { group: short.group, timeout: t.beats(4) });
        t.requireInTime(long.answer, short);

        // When the timer begins anew as another one joins, or the longer one wins.
        const whyNot = dueAfter(long.answer, t.beats(3));
        await t.requireDue('GROUP-6', short, 'with the shorter timeout of the group', { instead: whyNot });

        await t.requireNothing('GROUP-1', [long, short], 'after the first timer of the group');
      },
    }),

    futuresCheck({
      id: 'groups.refresh-changes-who-is-first',
      title: 'when the first of two timers of a group is refreshed beyond the second, the second wins',
      requirements: ['GROUP-6', 'GROUP-1'],
      needs: { wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const refreshed = await t.message(t.alice, room, { timeout: t.beats(3) });
        const steady = await t.message(t.alice, room, { group: refreshed.group, timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        await t.refresh(refreshed);

        const why = 'after the other one of its group was refreshed';
        await t.requireDue('GROUP-6', steady, why, {
          early: 'GROUP-6',
          ...(refreshed.dueBefore && { earlyAt: refreshed.dueBefore }),
        });
        await t.requireNothing('GROUP-1', [refreshed, steady], 'after the first timer of the group');
      },
    }),

    futuresCheck({
      id: 'groups.cancelled-group-is-gone-whole',
      title: 'once every timeout future of a group is cancelled the group is gone, its action futures too',
      requirements: ['GROUP-8', 'TOKEN-7'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const one = await t.message(t.alice, room, { timeout: t.beats(3) });
        const two = await t.message(t.alice, room, { group: one.group, timeout: t.beats(3) });
        const actions = [await t.action(t.alice, room, one.group), await t.action(t.alice, room, one.group)];

        await t.cancel(one);
        await presupposeGone(t, 'TOKEN-6', one, 'after it was cancelled');
        const second = await t.callToken(two.cancelToken ?? '');
        t.requireInTime(second, two);
        // Gone with the first, or cancelled now (Q-CANCEL).
        if (!second.ok) t.requireRefusal('TOKEN-7', second, 'cancelling a second timeout future, gone with the first');

        for (const action of actions) {
          t.require('GROUP-8', !(await t.isListed(action)), 'an action future of a cancelled group is listed');
          await t.requireDeadTokens('GROUP-8', action, 'after every timeout future of its group was cancelled');
        }
        await requireActionsRefused(t, room, one.group, 'in a group all of whose timeout futures were cancelled');
        await t.requireNothing(
          'TOKEN-7',
          [one, two, ...actions],
          'after every timeout future of the group was cancelled',
        );
      },
    }),

    futuresCheck({
      id: 'groups.left-alone-one-event-comes',
      title: 'a group that nobody touches sends the event of its first timer, whatever else is in it',
      requirements: ['GROUP-10', 'GROUP-1'],
      needs: { wait: 2, pending: 7 },
      async run(t) {
        const room = await t.alice.createRoom();
        const only = await t.message(t.alice, room, { timeout: t.beats(2) });
        const itsActions = [await t.action(t.alice, room, only.group), await t.action(t.alice, room, only.group)];
        const far = await t.message(t.alice, room);
        const actions = [await t.action(t.alice, room, far.group), await t.action(t.alice, room, far.group)];
        const timed = await t.message(t.alice, room, { group: far.group, timeout: t.beats(2) });

        await t.requireDue('GROUP-10', only, 'the only timer of a group with action futures');
        await t.requireDue('GROUP-6', timed, 'the first timer of a group with action futures');

        await t.requireNothing(
          'GROUP-1',
          [only, ...itsActions, far, timed, ...actions],
          'after the first timer of each group',
        );
      },
    }),

    ...groupNameChecks,
    ...groupQuestionChecks,
    ...groupSequenceChecks,
    ...groupRaceChecks,
    ...groupInputChecks,
    ...groupWordInputChecks,
  ],
};

/** Judges that no two of these futures have the same group id. */
function requireUniqueGroups(t: FuturesContext, futures: readonly Future[]): void {
  for (const { group } of futures) {
    const same = futures.filter((other) => other.group === group);
    t.require('GROUP-3', same.length === 1, `${same.length} of ${futures.length} futures got the same group id`);
  }
}

/** Makes sure that a timeout future is gone, before it is judged what follows from that. */
async function presupposeGone(t: FuturesContext, requirement: string, future: Future, why: string): Promise<void> {
  await t.requireDeadToken(requirement, future.refreshToken ?? '', `refreshing a future ${why}`);
}

/** Judges that no action future can be scheduled for a group, and that the one that was tried is not kept. */
async function requireActionsRefused(t: FuturesContext, room: Room, group: string, where: string): Promise<void> {
  const content = t.text('refused');
  const answer = await t.tryMessage(t.alice, room, { timeout: 'none', group, content });
  t.requireRefusal('GROUP-4', answer, `scheduling an action future ${where}`, 409);
  const listed = await t.list(t.alice, room);
  const kept = listed.some(({ body }) => dig(body, 'label') === content['label']);
  t.require('GROUP-4', !kept, `the action future that was refused ${where} is listed`);
}
