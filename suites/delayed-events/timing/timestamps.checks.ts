import type { Check } from '../../kit/checks/check.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { CLOCKS_APART_MS, serverTime } from '../words/server-time.js';

/** How events are dated, by the server's own clock (DE-TIME-1, DE-TIME-4). */
export const timestampChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'timing.dated-when-due-or-sent',
    title: 'what was sent when it was due is dated not before that, and not after it was to be seen',
    requirements: ['DE-TIME-1', 'DE-TIME-4'],
    needs: { wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const delay = t.beats(3);
      const before = await serverTime(t, room);
      const events = [
        await t.schedule(t.alice, room, { delay }),
        await t.schedule(t.alice, room, { delay, stateKey: 'desk' }),
        await t.schedule(t.alice, room, { delay }),
        ...(await scheduledUnstably(t, room, delay)),
      ];
      const restarted = events[2];
      await t.letTimePass(t.beats(1));
      const beforeRestart = await serverTime(t, room);
      if (restarted !== undefined) await t.restart(restarted);

      for (const event of events) {
        const began = await beginningOf(t, event, event === restarted ? beforeRestart : before);
        const seen = await t.requireDue('DE-SEND-1', event, 'an event that is to be dated');
        const after = await serverTime(t, room);
        await requireDated(t, event, seen, { from: began + delay, to: after });
      }
      t.require('DE-TIME-1', true, 'none was sent before it was due');
    },
  }),

  delayedEventsCheck({
    id: 'timing.dated-when-sent-by-hand',
    title: 'what send has sent is dated when that was, not when it would have been due',
    requirements: ['DE-TIME-4'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const events = [await t.schedule(t.alice, room), ...(await scheduledUnstably(t, room, t.far))];
      await t.letTimePass(t.beats(1));

      for (const event of events) {
        const before = await serverTime(t, room);
        const seen = await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
        const after = await serverTime(t, room);
        await requireDated(t, event, seen, { from: before, to: after });
      }
    },
  }),
];

/** A message that was scheduled on the unstable path, where the stable one is spoken and there is another. */
async function scheduledUnstably(t: DelayedEventsContext, room: Room, delay: number): Promise<DelayedEvent[]> {
  if (t.otherForm === undefined) return [];
  const wish = t.completed({ delay });
  const answer = await t.trySchedule(t.alice, room, wish, {}, t.otherForm);
  return answer.unrecognised ? [] : [t.accept('DE-UNST-1', t.alice, room, wish, answer)];
}

/**
 * When the server says that an event's delay has begun, if it may be asked; no earlier than that it can have begun.
 *
 * @param before - the server's time before it was scheduled, or restarted
 */
async function beginningOf(t: DelayedEventsContext, event: DelayedEvent, before: number): Promise<number> {
  if (!t.can('a lookup')) return before;
  const answer = await t.tryLookup(event.by, event);
  const { since } = t.form.read(answer.json ?? null);
  // What is wrong about that is not to be looked for here.
  const isSound = typeof since === 'number' && since >= before && since <= before + t.beats(1);
  return isSound ? since : before;
}

/** Judges that an event is dated, and ended, in a span of the server's time: what is both before was sent early. */
async function requireDated(
  t: DelayedEventsContext,
  event: DelayedEvent,
  { origin_server_ts: date }: SeenEvent,
  span: { readonly from: number; readonly to: number },
): Promise<void> {
  const { from, to } = { from: span.from - CLOCKS_APART_MS, to: span.to + CLOCKS_APART_MS };
  const message = `expected it to be dated from ${from} to ${to}, got ${date}`;
  if (date < from && t.can('a lookup of what is over')) {
    const { finalised } = await t.lookup(event);
    const isEarly = Number(finalised?.at) < from;
    const andSent = `${message}, and it was sent at ${String(finalised?.at)}`;
    await t.requireByServerClock('DE-TIME-1', event.room, !isEarly, andSent);
  }
  t.require('DE-TIME-4', Number.isSafeInteger(date), message);
  await t.requireByServerClock('DE-TIME-4', event.room, date >= from && date <= to, message);
}
