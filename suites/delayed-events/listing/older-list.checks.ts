import type { Check } from '../../kit/checks/check.js';
import { sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { UNSTABLE } from '../wire/paths.js';
import type { LookedUp } from '../wire/wire-form.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { entriesOf, isList } from '../words/list-entries.js';

/** The list of older forms, which some servers keep for old clients (DE-LIST-2). */
export const olderListChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'listing.older-list-content',
    title: 'the list of older forms has what waits, messages and state, as it was scheduled',
    requirements: ['DE-LIST-2'],
    async run(t) {
      const room = await t.alice.createRoom();
      const events = [
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room, { stateKey: 'desk' }),
        await t.schedule(t.alice, room, { stateKey: '' }),
      ];

      const listed = await olderListOf(t, t.alice, room);

      for (const event of events) {
        const entry = listed.find(({ delayId }) => delayId === event.delayId);
        const { type, stateKey, content, delay } = event;
        const message = `expected the event ${event.delayId} in the list as it was scheduled, got ${JSON.stringify(entry)}`;
        const isWhole = entry?.type === type && entry.stateKey === stateKey && sameJson(entry.content, content);
        t.require('DE-LIST-2', isWhole, message);
        const isTimed = entry?.delay === delay && Number.isInteger(entry.since);
        t.require('DE-LIST-2', isTimed || !t.can('a list'), message);
      }

      const [restarted] = events;
      if (restarted === undefined || !t.can('a list')) return;
      await t.letTimePass(t.beats(0.1));
      await t.restart(restarted);
      const isIt = ({ delayId }: LookedUp): boolean => delayId === restarted.delayId;
      const [before, after] = [listed.find(isIt), (await olderListOf(t, t.alice, room)).find(isIt)];
      const isLater = Number(after?.since) > Number(before?.since);
      t.require('DE-LIST-2', isLater, {
        what: 'the list after a restart',
        expected: `the event, waiting since later than ${String(before?.since)}`,
        seen: JSON.stringify(after),
      });
    },
  }),

  delayedEventsCheck({
    id: 'listing.older-list-order',
    title: 'the list of older forms begins with what is due first, whenever it was scheduled',
    requirements: ['DE-LIST-2'],
    async run(t) {
      const room = await t.alice.createRoom();
      const last = await t.schedule(t.alice, room, { delay: t.far });
      const first = await t.schedule(t.alice, room, { delay: t.partOfFar(1 / 4) });
      const middle = await t.schedule(t.alice, room, { delay: t.partOfFar(1 / 2) });

      const order = (await olderListOf(t, t.alice, room)).map(({ delayId }) => delayId);

      const wanted = [first, middle, last].map(({ delayId }) => delayId);
      t.require('DE-LIST-2', sameJson(order as string[], wanted), {
        expected: wanted.join(', '),
        seen: order.join(', '),
      });
    },
  }),

  delayedEventsCheck({
    id: 'listing.older-list-scheduled-only',
    title: 'the list of older forms has nothing that is over',
    requirements: ['DE-LIST-2'],
    async run(t) {
      const room = await t.alice.createRoom();
      const [kept, sent, cancelled] = [
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
      ];
      await t.send(sent);
      await t.cancel(cancelled);

      const listed = (await olderListOf(t, t.alice, room)).map(({ delayId }) => delayId);

      t.require(
        'DE-LIST-2',
        sameJson(listed as string[], [kept.delayId]),
        `one event waits, and listed are ${listed.join(', ')}`,
      );
    },
  }),

  delayedEventsCheck({
    id: 'listing.older-list-owner',
    title: 'the list of older forms is for whoever has scheduled, and needs an access token',
    requirements: ['DE-LIST-2'],
    needs: { accounts: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const event = await t.schedule(t.alice, room);
      const own = await olderListOf(t, t.alice, room);
      t.require('DE-LIST-2', own[0]?.delayId === event.delayId, 'its owner does not find the event in the list');

      const others = await olderListOf(t, t.bob, room);
      const without = await t.alice.request('GET', `${UNSTABLE}/delayed_events`, { token: null });

      // Where there are no lookups, too: others are not to learn of it by whatever they ask.
      t.presuppose('DE-GET-2', others.length === 0, 'another user finds the event in the list');
      const isTold = entriesOf(without).length > 0;
      t.presuppose('DE-GET-2', !isTold, `the list shows events without an access token: ${without}`);
      t.require('DE-LIST-2', true, 'others find nothing in the list');
      t.requireRefusal('DE-LIST-2', without, 'the list without an access token', 401);
    },
  }),
];

/** What somebody is shown of a room in the list of older forms; ends the check where there is none. */
async function olderListOf(t: DelayedEventsContext, by: User, room: Room): Promise<LookedUp[]> {
  const answer = await by.request('GET', `${UNSTABLE}/delayed_events`);
  if (!t.can('a list') && answer.unrecognised) t.notApplicable('there is no list of older forms');
  t.requireAcceptance('DE-LIST-2', answer, 'the list');
  t.require('DE-LIST-2', isList(answer), { what: 'the list', expected: 'an array, delayed_events', seen: answer });
  return entriesOf(answer)
    .map(t.form.read)
    .filter(({ roomId }) => roomId === room.id);
}
