import type { JsonObject } from './json.js';
import type { RoomEvent } from './room-event.js';

/** What room version 11 keeps of the content of redacted events; of every other type nothing stays. */
const KEPT_CONTENT = new Map<string, readonly string[]>([
  ['m.room.member', ['membership', 'join_authorised_via_users_server']],
  ['m.room.join_rules', ['join_rule', 'allow']],
  [
    'm.room.power_levels',
    ['ban', 'events', 'events_default', 'invite', 'kick', 'redact', 'state_default', 'users', 'users_default'],
  ],
  ['m.room.history_visibility', ['history_visibility']],
  ['m.room.redaction', ['redacts']],
]);

/**
 * What is left of an event once it has been redacted.
 *
 * @see https://spec.matrix.org/latest/rooms/v11/#redactions
 */
export function redacted(event: RoomEvent): RoomEvent {
  return { ...event, content: redactedContent(event) };
}

function redactedContent({ type, content }: RoomEvent): JsonObject {
  if (type === 'm.room.create') return content;
  const kept = KEPT_CONTENT.get(type) ?? [];
  return Object.fromEntries(Object.entries(content).filter(([key]) => kept.includes(key)));
}
