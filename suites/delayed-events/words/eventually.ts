import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';
import { JUDGING } from './judging.js';

/**
 * Waits until something is so that is to follow from an event's being due, for as long as the server may be late
 * (DE-TIME-3).
 *
 * @returns whether it is so in the end
 */
export async function eventually(
  t: DelayedEventsContext,
  event: DelayedEvent,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  const limit = Math.max(t.now(), event.due?.latest ?? 0) + JUDGING.lateness;
  while (!(await isSo())) {
    if (t.now() > limit) return false;
    await t.letTimePass(t.beats(0.25));
  }
  return true;
}
