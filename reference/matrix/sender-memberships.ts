import type { Room } from './room.js';
import type { TimelineEntry } from './timeline-entry.js';

/**
 * The membership of everybody who sent one of some events, as it was at the latest of them: what a client that loads
 * members lazily has to have in order to show the events.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#lazy-loading-room-members
 */
export function senderMemberships(room: Room, entries: readonly TimelineEntry[]): TimelineEntry[] {
  const latest = entries.reduce((position, entry) => Math.max(position, entry.position), 0);
  return [...new Set(entries.map(({ event }) => event.sender))]
    .map((sender) => room.stateEntryAt(latest, 'm.room.member', sender))
    .filter((entry) => entry !== undefined);
}
