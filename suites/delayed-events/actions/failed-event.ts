import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { lookupKept } from '../words/lookup-kept.js';
import { SILENCED, changeLevels, mustBeForbidden } from '../words/power-levels.js';
import { serverTime } from '../words/server-time.js';

/**
 * An event of bob's that has failed: when it was due he might not send it any more. Takes two beats.
 *
 * @throws Inconclusive when an undelayed event of his was allowed all the same
 */
export async function failedEvent(t: DelayedEventsContext): Promise<DelayedEvent> {
  const room = await t.alice.createRoom({ members: [t.bob] });
  // So that a clock which is set from here on is noticed.
  await serverTime(t, room);
  const control = await t.schedule(t.alice, room, { delay: t.beats(1.5) });
  const event = await t.schedule(t.bob, room, { delay: t.beats(2) });
  t.requireInTime(await changeLevels(room, SILENCED), event);
  mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));
  await t.requireDue('DE-SEND-1', control, 'what its sender may send when it is due');
  const why = 'what its sender may not send when it is due';
  await t.requireNothing('DE-PERM-1', event, why);
  if (t.can('a lookup of what is over')) {
    const { entry, finalised } = await lookupKept(t, 'DE-GET-1', event, 'cancel');
    const hasFailed = finalised?.error !== undefined;
    // Over, and neither sent nor with an error: it is told as if somebody had cancelled it, or as if it waited.
    const isUntold = finalised === undefined ? await t.isOverUntold(event) : finalised.eventId === undefined;
    const broken = isUntold ? 'DE-GET-8' : 'DE-SEND-4';
    t.presuppose(broken, hasFailed, { what: why, expected: 'it to have failed', seen: JSON.stringify(entry) });
  }
  return event;
}
