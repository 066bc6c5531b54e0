import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';
import { eventually } from './eventually.js';
import { entriesOf } from './list-entries.js';

/**
 * Waits until an event is seen to be over: by a lookup, or where there is none because the list has it no more.
 *
 * @returns whether it is over in the end
 */
export function untilOver(t: DelayedEventsContext, event: DelayedEvent): Promise<boolean> {
  return eventually(t, event, async () => {
    if (t.can('a lookup')) {
      const answer = await t.tryLookup(event.by, event);
      return !answer.ok || t.form.read(answer.json ?? null).finalised !== undefined;
    }
    const listed = entriesOf(await t.tryList(event.by)).map(t.form.read);
    return listed.every(({ delayId }) => delayId !== event.delayId);
  });
}
