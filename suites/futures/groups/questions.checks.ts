import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/**
 * Whose a group is (GROUP-7), and what the text leaves open about group ids. Where a request with a group id is refused, one
 * without it is accepted, so that nothing else can be the reason.
 */
export const groupQuestionChecks: readonly Check[] = [
  futuresCheck({
    id: 'groups.others-cannot-join',
    title: 'an action future of another user does not get into a group, though it names its id',
    requirements: ['GROUP-7'],
    needs: { accounts: 2, wait: 3, pending: 5 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const control = await timedGroup(t, room, t.beats(3));
      const hers = await t.message(t.alice, room, { timeout: t.beats(3) });
      const seen = await t.list(t.bob, room);
      t.presuppose(
        'LIST-4',
        seen.length === 0,
        "a future is in another user's listing, who has not even named its group",
      );
      const unknown = await t.tryMessage(t.bob, room, { timeout: 'none', group: t.uniqueName('nobody') });
      t.presuppose('GROUP-4', unknown.refused, `an action future for a group that nobody has named: got ${unknown}`);

      const content = t.text('his');
      const his = await t.tryMessage(t.bob, room, { timeout: 'none', group: hers.group, content });
      t.requireRefusal('GROUP-7', his, "another user's action future for the group");
      const listed = await t.list(t.bob, room);
      const kept = listed.some(({ body }) => dig(body, 'label') === content['label']);
      t.presuppose('ERR-6', !kept, "another user's action future was refused, and is listed");
      t.require(
        'GROUP-7',
        listed.length === 0,
        `another user sees ${listed.length} futures of the group in their listing`,
      );
      const action = await t.action(t.alice, room, hers.group);

      await t.requireDue('GROUP-10', control.timed, CONTROL);
      await t.requireDue('GROUP-7', hers, 'after another user tried to join its group');
      await t.requireNothing('GROUP-7', [hers, action], 'after the group was resolved');
    },
  }),

  futuresCheck({
    id: 'groups.others-cannot-resolve',
    title: "what another user schedules and sends under a group's id leaves the group alone",
    requirements: ['GROUP-7'],
    needs: { accounts: 2, wait: 4, pending: 5 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const control = await timedGroup(t, room, t.beats(4));
      const { timed: hers, action } = await timedGroup(t, room, t.beats(4));
      const wish = { type: 'm.room.message', timeout: t.far, group: hers.group, content: t.text('to be sent') };

      const answer = await t.tryMessage(t.bob, room, wish);
      if (answer.ok) {
        const his = t.adopt(t.bob, room, wish, answer);
        await t.requireSent('TOKEN-2', his, await t.send(his), 'after its send token was called');
      } else {
        t.requireRefusal('GROUP-7', answer, "another user's timeout future with the group's id");
      }

      await t.requireDue('GROUP-10', control.timed, CONTROL);
      await t.requireDue('GROUP-7', hers, 'after another user sent one under the same group id');
      await t.requireNothing('GROUP-7', [hers, action], 'after the group was resolved');
    },
  }),

  futuresCheck({
    id: 'groups.others-are-not-resolved',
    title: 'a group that is resolved leaves alone what another user has scheduled under the same id',
    requirements: ['GROUP-7'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const hers = await t.message(t.alice, room);
      const wish = { type: 'm.room.message', timeout: t.beats(3), group: hers.group, content: t.text('to stay') };

      const answer = await t.tryMessage(t.bob, room, wish);
      await t.requireSent('TOKEN-2', hers, await t.send(hers), 'after its send token was called');

      if (!answer.ok) return t.requireRefusal('GROUP-7', answer, "another user's timeout future with the group's id");
      const his = t.adopt(t.bob, room, wish, answer);
      await t.requireDue('GROUP-7', his, "after another user's group of the same id was resolved");
    },
  }),

  futuresCheck({
    id: 'groups.others-cannot-cancel',
    title: "what another user schedules and cancels under a group's id leaves the group alone",
    requirements: ['GROUP-7'],
    needs: { accounts: 2, wait: 4, pending: 5 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const control = await timedGroup(t, room, t.beats(4));
      const { timed: hers, action } = await timedGroup(t, room, t.beats(4));
      const wish = { type: 'm.room.message', timeout: t.far, group: hers.group, content: t.text('to be cancelled') };

      const answer = await t.tryMessage(t.bob, room, wish);
      if (answer.ok) await t.cancel(t.adopt(t.bob, room, wish, answer));
      else t.requireRefusal('GROUP-7', answer, "another user's timeout future with the group's id");

      await t.requireDue('GROUP-10', control.timed, CONTROL);
      await t.requireDue('GROUP-7', hers, 'after another user cancelled under the same group id');
      await t.requireNothing('GROUP-7', [hers, action], 'after the group was resolved');
    },
  }),

  futuresCheck({
    id: 'groups.id-of-another-user',
    title: 'what happens when a user names a group id that another user has in use',
    requirements: ['Q-FOREIGN-GROUP'],
    needs: { accounts: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const id = t.uniqueName('group');
      // Where clients may not choose ids, the other user's generated one is named.
      const chosen = await t.tryMessage(t.alice, room, { timeout: t.far, group: id });
      const hers = chosen.ok ? (chosen.string('future_group_id') ?? id) : (await t.message(t.alice, room)).group;
      const own = await t.message(t.bob, room);
      const wish = { type: 'm.room.message', timeout: t.far, group: hers, content: t.text('in a group of that id') };

      const answer = await t.tryMessage(t.bob, room, wish);

      if (!answer.ok) {
        t.requireRefusal('GROUP-7', answer, "a timeout future with another user's group id");
        await t.message(t.bob, room);
        return t.observe('Q-FOREIGN-GROUP', 'refused');
      }
      const his = t.adopt(t.bob, room, wish, answer);
      await t.requireSent('TOKEN-2', his, await t.send(his), 'after its send token was called');
      t.requireAcceptance('GROUP-7', await t.callToken(own.cancelToken ?? ''), 'cancelling one of another group');
      t.observe('Q-FOREIGN-GROUP', 'separate');
    },
  }),

  futuresCheck({
    id: 'groups.id-chosen-by-client',
    title: 'what becomes of a timeout future with a group id that is not in use',
    requirements: ['Q-CLIENT-GROUP'],
    async run(t) {
      const room = await t.alice.createRoom();
      await t.message(t.alice, room);
      const id = t.uniqueName('group');
      const wish = { type: 'm.room.message', timeout: t.far, group: id, content: t.text('in a group of that id') };

      const answer = await t.tryMessage(t.alice, room, wish);

      if (!answer.ok) {
        t.requireRefusal('GROUP-9', answer, 'a timeout future with a group id that is not in use');
        await t.message(t.alice, room);
        return t.observe('Q-CLIENT-GROUP', 'refused');
      }
      const future = t.adopt(t.alice, room, wish, answer);
      const byThatId = await t.tryMessage(t.alice, room, { timeout: 'none', group: id });
      if (byThatId.ok) return t.observe('Q-CLIENT-GROUP', 'opens');
      t.presuppose(
        'RESP-2',
        future.group !== id,
        `nothing can join the group by the id that was given, and no other came: ${answer}`,
      );
      await t.action(t.alice, room, future.group);
      t.observe('Q-CLIENT-GROUP', 'replaced');
    },
  }),

  futuresCheck({
    id: 'groups.id-used-again',
    title: 'whether the id of a resolved group may be used again',
    requirements: ['Q-GROUP-REUSE'],
    async run(t) {
      const room = await t.alice.createRoom();
      const id = t.uniqueName('group');
      const wish = { type: 'm.room.message', timeout: t.far, group: id, content: t.text('first in the group') };
      const chosen = await t.tryMessage(t.alice, room, wish);
      const first = chosen.ok ? t.adopt(t.alice, room, wish, chosen) : await t.message(t.alice, room);
      await t.requireSent('TOKEN-2', first, await t.send(first), 'after its send token was called');

      const again = { ...wish, group: first.group, content: t.text('second in the group') };
      const answer = await t.tryMessage(t.alice, room, again);

      if (!answer.ok) {
        t.requireRefusal('GROUP-9', answer, 'a timeout future with the id of a resolved group');
        await t.message(t.alice, room);
        return t.observe('Q-GROUP-REUSE', 'refused');
      }
      const second = t.adopt(t.alice, room, again, answer);
      const action = await t.action(t.alice, room, second.group);
      await t.requireSent(
        'TOKEN-2',
        action,
        await t.send(action),
        'an action future in the group that was opened again',
      );
      await t.requireDeadTokens('GROUP-2', second, 'after the action future of its group was sent');
      t.observe('Q-GROUP-REUSE', second.group === first.group ? 'new-group' : 'other: replaced by a generated id');
    },
  }),

  futuresCheck({
    id: 'groups.across-rooms',
    title: 'whether a group may span rooms',
    requirements: ['Q-ROOMS'],
    async run(t) {
      const here = await t.alice.createRoom();
      const there = await t.alice.createRoom();
      const first = await t.message(t.alice, here);
      await t.message(t.alice, here, { group: first.group });
      const wish = { type: 'm.room.message', timeout: t.far, group: first.group, content: t.text('in another room') };

      const answer = await t.tryMessage(t.alice, there, wish);

      if (!answer.ok) {
        t.requireRefusal('ERR-7', answer, 'a timeout future for a group in another room');
        await t.message(t.alice, there);
        return t.observe('Q-ROOMS', 'refused');
      }
      const second = t.adopt(t.alice, there, wish, answer);
      await t.requireSent('TOKEN-2', first, await t.send(first), 'after its send token was called');
      if ((await t.isStillListed(second)) && (await t.callToken(second.refreshToken ?? '')).ok) {
        await t.requireSent('GROUP-10', second, await t.send(second), 'a future of a separate group in another room');
        return t.observe('Q-ROOMS', 'separate');
      }
      await t.requireDeadTokens('GROUP-2', second, 'after the future of its group in another room was sent');
      await t.requireNothing('GROUP-1', second, 'after the future of its group in another room was sent');
      t.observe('Q-ROOMS', 'yes');
    },
  }),
];

/** What a group is there for that only its own user has named. */
const CONTROL = 'a group of hers that nobody else has named, scheduled alike';

/** A group of the first user with a timer and an action. */
async function timedGroup(
  t: FuturesContext,
  room: Room,
  timeout: number,
): Promise<{ readonly timed: Future; readonly action: Future }> {
  const timed = await t.message(t.alice, room, { timeout });
  return { timed, action: await t.action(t.alice, room, timed.group) };
}
