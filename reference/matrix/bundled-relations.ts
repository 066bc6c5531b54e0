import type { JsonObject } from './json.js';
import { relationOf } from './relations.js';
import { latestReplacement } from './replacements.js';
import type { RoomView } from './room-view.js';
import { threadFrom } from './threads.js';
import type { TimelineEntry } from './timeline-entry.js';

/**
 * What an event's children come to, by type of relation, as it stands beside the event in `unsigned`. State events have
 * none, and annotations are for clients to count.
 *
 * @param write - writes an event down for the same reader
 * @see https://spec.matrix.org/latest/client-server-api/#aggregations-of-child-events
 */
export function bundledRelations(
  entry: TimelineEntry,
  view: RoomView,
  write: (entry: TimelineEntry) => JsonObject,
): JsonObject {
  if (entry.event.state_key !== undefined) return {};
  const children = view.childrenOf(entry.event.event_id);
  if (children.length === 0) return {};

  const references = children.filter(({ event }) => relationOf(event)?.type === 'm.reference');
  const replacement = latestReplacement(entry, children);
  const thread = threadFrom(entry, view);
  return {
    ...(references.length === 0
      ? {}
      : { 'm.reference': { chunk: references.map(({ event }) => ({ event_id: event.event_id })) } }),
    ...(replacement === undefined ? {} : { 'm.replace': write(replacement) }),
    ...(thread === undefined
      ? {}
      : {
          'm.thread': {
            latest_event: write(thread.latest),
            count: thread.count,
            current_user_participated: thread.hasParticipated,
          },
        }),
  };
}
