import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** The id of a room that there is not, of the form that a room's id has: with a server name or without one. */
export function nowhereLike(t: DelayedEventsContext, { id }: Room): string {
  const server = id.includes(':') ? id.slice(id.indexOf(':')) : '';
  return `!${t.uniqueName('nowhere')}${server}`;
}
