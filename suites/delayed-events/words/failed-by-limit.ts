import { dig } from '../../kit/rooms/matrix-json.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** Whether an event is told to have failed by a rate limit when it was due, as it may (DE-SEND-3). */
export async function hasFailedByLimit(event: DelayedEvent, t: DelayedEventsContext): Promise<boolean> {
  if (!t.can('a lookup of what is over')) return false;
  const { finalised } = t.form.read((await t.tryLookup(event.by, event)).json ?? null);
  return dig(finalised?.error, 'errcode') === 'M_LIMIT_EXCEEDED';
}
