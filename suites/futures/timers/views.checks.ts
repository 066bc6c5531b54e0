import type { Check } from '../../kit/checks/check.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { User } from '../../kit/rooms/user.js';
import { whereSeen } from '../../kit/rooms/where-seen.js';
import { eventually } from '../../scheduled-events/eventually.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** How long it may take until a waiting sync tells what the history tells already, in beats. */
const SOON = 4;

/** Where a future's event is to be seen once it was sent (TIME-1). */
export const viewChecks: readonly Check[] = [
  futuresCheck({
    id: 'timers.seen-everywhere',
    title: 'what a timer has sent is seen by its sender and others, in sync, history, context, state and by its id',
    requirements: ['TIME-1'],
    needs: { accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
      const futures = [
        await t.message(t.bob, room, { timeout: t.beats(2) }),
        await t.state(t.bob, room, { timeout: t.beats(2), stateKey: 'desk' }),
      ];
      for (const future of futures) {
        await t.requireDue('TIME-1', future, 'before it is looked for');
        for (const reader of [t.alice, t.bob]) await requireSeen(t, future, reader);
      }
    },
  }),

  futuresCheck({
    id: 'timers.wakes-a-waiting-sync',
    title: 'a sync that waits is answered when a timer of its user or of another one sends an event',
    requirements: ['TIME-1'],
    needs: { ownAccount: true, accounts: 2, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
      const futures = [
        await t.message(t.alice, room, { timeout: t.beats(1) }),
        await t.state(t.alice, room, { timeout: t.beats(2), stateKey: 'desk' }),
        await t.message(t.bob, room, { timeout: t.beats(3) }),
      ];
      for (const future of futures) await requireTold(t, future);
    },
  }),
];

/** Judges that alice's waiting sync tells of an event soon after the history does: to ask for that wakes nobody. */
async function requireTold(t: FuturesContext, future: Future): Promise<void> {
  const { room, due } = future;
  const latest = due?.latest ?? 0;
  await t.waitUntil(latest);
  const limit = (): number => latest + t.patience;
  const isSent = await eventually(t, limit, async () => (await t.alice.history(room)).some(isEventOf(future)));
  t.require('TIME-1', isSent, 'an event was due, and never came into the history');
  const isTold = await eventually(t, t.now() + t.beats(SOON), () =>
    Promise.resolve(room.timeline.arrivals.some(({ event: seen }) => isEventOf(future)(seen))),
  );
  const wanted = `an event is in the history, and a sync that waits has not told of it in ${t.beats(SOON)} ms`;
  t.require('TIME-1', isTold, wanted);
}

/** Judges that somebody finds an event wherever events are found. */
async function requireSeen(t: FuturesContext, future: Future, reader: User): Promise<void> {
  const isIt = (found: SeenEvent): boolean => isEventOf(future)(found) && found.sender === future.by.userId;
  const seen = future.room.timeline.arrivals.find((arrival) => isEventOf(future)(arrival.event));
  const sought = { ...future, eventId: seen?.event.event_id ?? '', isIt };
  const found = await whereSeen(reader, sought, t.uniqueName('no-such-type'));
  for (const [where, isThere] of Object.entries(found)) {
    t.require('TIME-1', isThere, `what was sent is not to be found as its sender's by ${reader.name} in ${where}`);
  }
}
