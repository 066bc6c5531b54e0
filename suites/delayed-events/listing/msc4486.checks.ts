import type { Check } from '../../kit/checks/check.js';
import { sameJson } from '../../kit/rooms/matrix-json.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { entriesOf } from '../words/list-entries.js';
import { dueOf, idsOf, listed, pathsOf4486 } from './msc4486.js';

/** The reference has the list, in small pages. */
const NEEDS = { embedded: { delayedEvents: { list: true, listPageSize: 2 } } } as const;

/** MSC4486's list, where the server says that it has it (DE-LIST-3 to DE-LIST-6). */
export const msc4486Checks: readonly Check[] = [
  delayedEventsCheck({
    id: 'listing.msc4486-owner',
    title: "MSC4486's list shows its owner what was scheduled, and nobody else, and needs an access token",
    requirements: ['DE-LIST-3', 'DE-GET-2'],
    needs: { ...NEEDS, accounts: 2 },
    async run(t) {
      const paths = await pathsOf4486(t);
      const room = await t.alice.createRoom({ members: [t.bob] });
      const message = await t.schedule(t.alice, room);
      const state = await t.schedule(t.alice, room, { stateKey: '' });

      for (const path of paths) {
        const own = await listed(t, t.alice, path, 'DE-LIST-3', {}, room.id);
        for (const { delayId, type, stateKey, content } of [message, state]) {
          const entry = own.find((each) => each['delay_id'] === delayId);
          const isIt = entry?.['type'] === type && entry['state_key'] === stateKey;
          const told = JSON.stringify(entry);
          t.require('DE-LIST-3', isIt && sameJson(entry['content'], content), {
            expected: `${delayId} as scheduled`,
            seen: told,
          });
        }
        const others = await listed(t, t.bob, path, 'DE-LIST-3', {}, room.id);
        t.require('DE-GET-2', others.length === 0, "another user finds the events in MSC4486's list");
        const without = await t.alice.request('GET', path, { token: null });
        const isTold = entriesOf(without).length > 0;
        t.require('DE-GET-2', !isTold, `MSC4486's list shows events without an access token: ${without}`);
        t.requireRefusal('DE-LIST-3', without, 'the list without an access token', 401);
      }
    },
  }),

  delayedEventsCheck({
    id: 'listing.msc4486-order',
    title: "MSC4486's list is in the order of sending, or the other way round where that is asked for, page after page",
    requirements: ['DE-LIST-4'],
    needs: NEEDS,
    async run(t) {
      const paths = await pathsOf4486(t);
      const room = await t.alice.createRoom();
      const last = await t.schedule(t.alice, room, { delay: t.far });
      const first = await t.schedule(t.alice, room, { delay: t.partOfFar(1 / 4) });
      const middle = await t.schedule(t.alice, room, { delay: t.partOfFar(1 / 2) });

      for (const path of paths) {
        for (const [dir, order] of [
          [{}, [first, middle, last]],
          [{ dir: 'f' }, [first, middle, last]],
          [{ dir: 'b' }, [last, middle, first]],
        ] as const) {
          await requireListed(t, 'DE-LIST-4', path, dir, order);
        }
      }
    },
  }),

  delayedEventsCheck({
    id: 'listing.msc4486-finished',
    title: "MSC4486's list shows what is over as well, with how it ended",
    requirements: ['DE-LIST-4'],
    needs: { ...NEEDS, words: ['a lookup of what is over'] },
    async run(t) {
      const paths = await pathsOf4486(t);
      const room = await t.alice.createRoom();
      const [waiting, sent, cancelled] = await oneOfEach(t, room);

      for (const path of paths) {
        const entries = await listed(t, t.alice, path, 'DE-LIST-4', {}, room.id);
        const over = (event: DelayedEvent): boolean =>
          entries.find((entry) => entry['delay_id'] === event.delayId)?.['finalised'] !== undefined;
        t.require('DE-LIST-4', over(sent) && over(cancelled), `what is over is missing: ${JSON.stringify(entries)}`);
        t.require('DE-LIST-4', !over(waiting), `what waits is listed as over: ${JSON.stringify(entries)}`);
      }
    },
  }),

  delayedEventsCheck({
    id: 'listing.msc4486-filters',
    title: "MSC4486's list is filtered by room, type and status",
    requirements: ['DE-LIST-5'],
    needs: NEEDS,
    async run(t) {
      const paths = await pathsOf4486(t);
      const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const [waiting, sent, cancelled] = await oneOfEach(t, room);
      const state = await t.schedule(t.alice, room, { type: 'org.example.other', stateKey: 'desk' });
      const kept = t.can('a lookup of what is over');

      for (const path of paths) {
        await requireListed(t, 'DE-LIST-5', path, { status: 'scheduled' }, [waiting, state], 'in any order');
        await requireListed(t, 'DE-LIST-5', path, { status: 'sent' }, kept ? [sent] : []);
        await requireListed(t, 'DE-LIST-5', path, { status: 'cancelled' }, kept ? [cancelled] : []);
        await requireListed(t, 'DE-LIST-5', path, { status: 'failed' }, [], 'in any order', room.id);
        await requireListed(t, 'DE-LIST-5', path, { type: state.type, room_id: room.id }, [state]);
        await requireListed(t, 'DE-LIST-5', path, { room_id: elsewhere.id }, [], 'in any order', room.id);
        const odd = await t.alice.request('GET', path, { query: { status: 'forgotten' } });
        const wanted = { status: 400, errcodes: ['M_INVALID_PARAM'] };
        t.requireRefused('DE-LIST-5', odd, wanted, 'the list with a status that there is not');
      }
    },
  }),

  delayedEventsCheck({
    id: 'listing.msc4486-times',
    title: "MSC4486's list is filtered by the time of sending",
    requirements: ['DE-LIST-5'],
    needs: NEEDS,
    async run(t) {
      const paths = await pathsOf4486(t);
      const room = await t.alice.createRoom();
      const early = await t.schedule(t.alice, room, { delay: t.partOfFar(1 / 2) });
      const late = await t.schedule(t.alice, room, { delay: t.far });

      for (const path of paths) {
        const all = await listed(t, t.alice, path, 'DE-LIST-5', {}, room.id);
        const between = Math.round((dueOf(all[0]) + dueOf(all[1])) / 2);
        await requireListed(t, 'DE-LIST-5', path, { to_ts: String(between) }, [early]);
        await requireListed(t, 'DE-LIST-5', path, { from_ts: String(between) }, [late]);
      }
    },
  }),

  delayedEventsCheck({
    id: 'listing.msc4486-spelling',
    title: "MSC4486's list writes what its text says, rather than what its examples do",
    requirements: ['DE-LIST-6'],
    needs: NEEDS,
    async run(t) {
      const paths = await pathsOf4486(t);
      const room = await t.alice.createRoom();
      await oneOfEach(t, room);

      for (const path of paths) {
        const entries = await listed(t, t.alice, path, 'DE-LIST-6', {}, room.id);
        const odd = entries.find((entry) => {
          const others = Object.keys(entry).filter((name) => name.startsWith('finali') && name !== 'finalised');
          return entry['delay_ms'] === undefined || others.length > 0;
        });
        t.require('DE-LIST-6', odd === undefined, { expected: 'delay_ms and finalised', seen: JSON.stringify(odd) });
        const example = await t.alice.request('GET', path, { query: { status: 'error' } });
        t.require('DE-LIST-6', !example.ok, 'the status error, which the text calls failed, is accepted');
      }
    },
  }),
];

/** An event that waits, one that was sent and one that was cancelled. */
async function oneOfEach(
  t: DelayedEventsContext,
  room: DelayedEvent['room'],
): Promise<[waiting: DelayedEvent, sent: DelayedEvent, cancelled: DelayedEvent]> {
  const events: [DelayedEvent, DelayedEvent, DelayedEvent] = [
    await t.schedule(t.alice, room),
    await t.schedule(t.alice, room),
    await t.schedule(t.alice, room),
  ];
  await t.send(events[1]);
  await t.cancel(events[2]);
  return events;
}

/** Judges that a list with a query has just these events of their room. */
async function requireListed(
  t: DelayedEventsContext,
  requirement: Id,
  path: string,
  query: Readonly<Record<string, string>>,
  events: readonly DelayedEvent[],
  order: 'in this order' | 'in any order' = 'in this order',
  roomId = events[0]?.room.id ?? '',
): Promise<void> {
  const found = idsOf(await listed(t, t.alice, path, requirement, query, roomId));
  const wanted = events.map(({ delayId }) => delayId);
  const isSame =
    order === 'in this order'
      ? sameJson(found, wanted)
      : found.length === wanted.length && wanted.every((id) => found.includes(id));
  const message = `the list with ${JSON.stringify(query)}: expected ${wanted.join(', ')} ${order}, got ${found.join(', ')}`;
  t.require(requirement, isSame, message);
}
