import type { Check } from '../../kit/checks/check.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { User } from '../../kit/rooms/user.js';
import { whereSeen } from '../../kit/rooms/where-seen.js';
import { eventually } from '../../scheduled-events/eventually.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED } from '../words/power-levels.js';
import { lastMomentOf } from '../words/until-over.js';

/** How long it may take until a waiting sync tells what the history tells already, in beats. */
const SOON = 4;

/** Where an event is to be seen once it was sent (DE-SEND-1). */
export const viewChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.seen-everywhere',
    title: 'what was sent is seen by its sender and others, in sync, history, context, state and by its id',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: 'all', accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
      const events = [
        await t.schedule(t.bob, room, { delay: t.beats(2) }),
        await t.schedule(t.bob, room, { delay: t.beats(2), stateKey: 'desk' }),
        await t.schedule(t.bob, room),
      ];
      const byHand = events[2];
      if (byHand !== undefined) await t.requireSent('DE-SEND-1', byHand, await t.send(byHand), 'after send');

      for (const event of events) {
        if (event !== byHand) await t.requireDue('DE-SEND-1', event, 'before it is looked for');
        for (const reader of [t.alice, t.bob]) await requireSeen(t, event, reader);
      }
    },
  }),

  delayedEventsCheck({
    id: 'sending.wakes-a-waiting-sync',
    title: 'a sync that waits is answered when a delayed event of its user is sent, by its timer or by hand',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: true, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const message = await t.schedule(t.alice, room, { delay: t.beats(1) });
      const state = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
      const byHand = await t.schedule(t.alice, room);

      await requireTold(t, message);
      await requireTold(t, state);
      await t.send(byHand);
      await requireTold(t, byHand, t.now() + t.beats(SOON));
    },
  }),

  delayedEventsCheck({
    id: 'sending.wakes-the-waiting-sync-of-others',
    title: 'a sync that waits is answered when a delayed event of another user is sent',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: true, accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      await requireTold(t, await t.schedule(t.bob, room, { delay: t.beats(1) }));
    },
  }),
];

/**
 * Judges that alice's waiting sync tells of an event soon after the history does: to ask for that wakes nobody.
 *
 * @param limit - when it has to be sent at the latest; when it is due, and as late as events are, unless said
 */
async function requireTold(
  t: DelayedEventsContext,
  event: DelayedEvent,
  limit: number | (() => number) = lastMomentOf(t, event),
): Promise<void> {
  const { room } = event;
  if (typeof limit !== 'number') await t.waitUntil(event.due?.latest ?? 0);
  const isSent = await eventually(t, limit, async () => (await t.alice.history(room)).some(isEventOf(event)));
  t.require('DE-SEND-1', isSent, 'an event was due, and never came into the history');
  const isTold = await eventually(t, t.now() + t.beats(SOON), () =>
    Promise.resolve(room.timeline.arrivals.some(({ event: seen }) => isEventOf(event)(seen))),
  );
  const wanted = `an event is in the history, and a sync that waits has not told of it in ${t.beats(SOON)} ms`;
  t.require('DE-SEND-1', isTold, wanted);
}

/** Judges that somebody finds an event wherever events are found. */
async function requireSeen(t: DelayedEventsContext, event: DelayedEvent, reader: User): Promise<void> {
  const isIt = (found: SeenEvent): boolean => isEventOf(event)(found) && found.sender === event.by.userId;
  const seen = event.room.timeline.arrivals.find((arrival) => isEventOf(event)(arrival.event));
  const sought = { ...event, eventId: seen?.event.event_id ?? '', isIt };
  const found = await whereSeen(reader, sought, t.uniqueName('no-such-type'));
  for (const [where, isThere] of Object.entries(found)) {
    t.require('DE-SEND-1', isThere, `what was sent is not to be found as its sender's by ${reader.name} in ${where}`);
  }
}
