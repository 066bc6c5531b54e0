import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';
import { eventually } from '../../scheduled-events/eventually.js';

/** The moment until which is waited for what is to come of an event: servers may be late (DE-TIME-3), and some are later. */
export function lastMomentOf(t: DelayedEventsContext, { due }: DelayedEvent): () => number {
  return () => (due?.latest ?? 0) + t.patience;
}

/**
 * Waits until an event is seen to be over: by a lookup, or where there is none because the list has it no more.
 *
 * @param limit - how long at the most; as long as it may be late unless said otherwise
 * @returns whether it is over in the end
 */
export function untilOver(
  t: DelayedEventsContext,
  event: DelayedEvent,
  limit: number | (() => number) = lastMomentOf(t, event),
): Promise<boolean> {
  return eventually(t, limit, async () => {
    if (t.can('a lookup')) {
      const answer = await t.tryLookup(event.by, event);
      return !answer.ok || t.form.read(answer.json ?? null).finalised !== undefined;
    }
    const listed = t.entriesOf(await t.tryList(event.by)).map(t.form.read);
    return listed.every(({ delayId }) => delayId !== event.delayId);
  });
}
