import type { JsonObject } from './json.js';
import type { Room } from './room.js';
import type { TimelineEntry } from './timeline-entry.js';

/** What somebody who is not in a room yet is shown of it. */
const SHOWN_TYPES = [
  'm.room.create',
  'm.room.name',
  'm.room.topic',
  'm.room.avatar',
  'm.room.canonical_alias',
  'm.room.join_rules',
  'm.room.encryption',
];

/** What a room shows of itself to a user who was invited or has knocked, as it was at that moment. */
export function strippedState(room: Room, membership: TimelineEntry): JsonObject[] {
  const shown = SHOWN_TYPES.map((type) => room.stateEntryAt(membership.position, type, ''));
  const sender = room.stateEntryAt(membership.position, 'm.room.member', membership.event.sender);
  return [...new Set([...shown, sender, membership])]
    .filter((entry) => entry !== undefined)
    .map(({ event }) => ({
      type: event.type,
      state_key: event.state_key ?? '',
      sender: event.sender,
      content: event.content,
    }));
}
