import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext, Id } from './delayed-events-context.js';
import { presupposeFields } from './shown-fields.js';

/**
 * Notes since when events wait, where that can be looked up: a restart shows at once there, and by the time at which an
 * event comes only where the server is never late.
 *
 * @param requirement - what is broken where somebody has touched them
 * @returns judges that they have waited since then, wait still, and are shown as they were asked for
 */
export async function untouched(
  t: DelayedEventsContext,
  events: readonly DelayedEvent[],
  requirement: Id,
): Promise<(after: string) => Promise<void>> {
  if (!t.can('a lookup')) return () => Promise.resolve();
  const before = new Map<DelayedEvent, unknown>();
  for (const event of events) before.set(event, (await t.lookup(event)).since);
  return async (after) => {
    for (const event of events) {
      await t.requireScheduled(requirement, event, `an event after ${after}`);
      const found = await t.lookup(event);
      presupposeFields(t, event, found, `an event after ${after}`);
      const { since } = found;
      const message = `${after} moved delayed_since_ts of an event from ${String(before.get(event))} to ${String(since)}`;
      t.require(requirement, since === before.get(event), message);
    }
  };
}
