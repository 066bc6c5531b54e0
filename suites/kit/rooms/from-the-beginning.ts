import type { Room } from './room.js';

/**
 * A filter for a sync from the beginning that shows one room as it is now, or as it was when the user left. Servers may answer the same sync again as they did
 * a minute ago: none is the same as another that excludes a type which is called otherwise.
 *
 * @param limit - how many events of the timeline
 * @param noType - a type that no event has, and that was not named before
 */
export function fromTheBeginning(room: Pick<Room, 'id'>, limit: number, noType: string): string {
  return JSON.stringify({ room: { rooms: [room.id], include_leave: true, timeline: { limit, not_types: [noType] } } });
}
