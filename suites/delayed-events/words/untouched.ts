import { sameJson } from '../../kit/rooms/matrix-json.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext, Id } from './delayed-events-context.js';
import { presupposeFields, shown } from './shown-fields.js';

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
  const before = new Map<DelayedEvent, LookedUp>();
  for (const event of events) {
    const found = await t.lookup(event);
    presupposeFields(t, event, found, 'before anything happens');
    before.set(event, found);
  }
  return async (after) => {
    for (const [event, was] of before) {
      await t.requireScheduled(requirement, event, `an event after ${after}`);
      const found = await t.lookup(event);
      if (found.since !== was.since) await presupposeUnmoved(t, event, found);
      const message = `${after} moved delayed_since_ts of an event from ${String(was.since)} to ${String(found.since)}`;
      t.require(requirement, found.since === was.since, message);
      const isAsBefore = sameJson(found.content, was.content) && found.delay === was.delay && found.type === was.type;
      t.require(requirement, isAsBefore, `${after} changed an event: ${shown(found)}`);
    }
  };
}

/** Makes sure that what a lookup tells is no other beginning each time, whatever happens. */
async function presupposeUnmoved(t: DelayedEventsContext, event: DelayedEvent, before: LookedUp): Promise<void> {
  await t.letTimePass(t.beats(0.1));
  const { since } = await t.lookup(event);
  const message = `delayed_since_ts moved from ${String(before.since)} to ${String(since)} without any reason`;
  t.presuppose('DE-GET-3', since === before.since, message);
}
