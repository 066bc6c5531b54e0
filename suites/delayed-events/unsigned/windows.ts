import { type JsonValue, type SeenEvent, dig, isRecord } from '../../kit/rooms/matrix-json.js';
import { fromTheBeginning } from '../../kit/rooms/from-the-beginning.js';
import { type Room } from '../../kit/rooms/room.js';
import { type User, roomPath } from '../../kit/rooms/user.js';

/** A way in which a client comes to see an event that is in a room. */
export interface Window {
  /** What it is called in messages. */
  readonly name: string;
  /** The events that a reader sees through it, in any order, the wanted one among them where it is shown at all. */
  look(reader: User, room: Room, wanted: SeenEvent): Promise<readonly JsonValue[]>;
}

/** Every endpoint that serves events of a room to its members. */
export const WINDOWS: readonly Window[] = [
  {
    name: '/sync',
    async look(reader, room, { event_id: id }) {
      // As unlike any other sync as the event is unlike others, and the moment.
      const filter = fromTheBeginning(room, 20, `no-such-type-${id}-${performance.now()}`);
      const { json } = await reader.request('GET', '/_matrix/client/v3/sync', { query: { filter, timeout: '0' } });
      const joined = dig(json ?? null, 'rooms', 'join', room.id) ?? null;
      return [...eventsIn(joined, 'timeline', 'events'), ...eventsIn(joined, 'state', 'events')];
    },
  },
  {
    name: '/messages',
    async look(reader, room) {
      const query = { dir: 'b', limit: '20' };
      const { json } = await reader.request('GET', roomPath(room, 'messages'), { query });
      return eventsIn(json ?? null, 'chunk');
    },
  },
  {
    name: '/event',
    async look(reader, room, { event_id: id }) {
      const { json } = await reader.event(room, id);
      return [json ?? null];
    },
  },
  {
    name: '/context',
    async look(reader, room, { event_id: id }) {
      const { json } = await reader.request('GET', roomPath(room, 'context', id));
      return [
        dig(json ?? null, 'event') ?? null,
        ...eventsIn(json ?? null, 'events_before'),
        ...eventsIn(json ?? null, 'events_after'),
        ...eventsIn(json ?? null, 'state'),
      ];
    },
  },
  {
    name: '/state',
    async look(reader, room) {
      const { json } = await reader.request('GET', roomPath(room, 'state'));
      return Array.isArray(json) ? json : [];
    },
  },
];

/** Further endpoints that some servers have, and that serve events or parts of them, beside others. */
export const SIDE_WINDOWS: readonly Window[] = [
  {
    name: '/relations',
    async look(reader, room, wanted) {
      const parent = dig(wanted.content, 'm.relates_to', 'event_id');
      if (typeof parent !== 'string') return [];
      const path = roomPath(room, 'relations', parent).replace('/v3/', '/v1/');
      return eventsIn((await reader.request('GET', path)).json ?? null, 'chunk');
    },
  },
  {
    name: '/threads',
    async look(reader, room) {
      const path = roomPath(room, 'threads').replace('/v3/', '/v1/');
      return eventsIn((await reader.request('GET', path)).json ?? null, 'chunk');
    },
  },
  {
    name: '/search',
    async look(reader, room, wanted) {
      const json = {
        search_categories: {
          room_events: { search_term: wanted.content['body'] ?? wanted.type, filter: { rooms: [room.id] } },
        },
      };
      const { json: found } = await reader.request('POST', '/_matrix/client/v3/search', { json });
      return eventsIn(found ?? null, 'search_categories', 'room_events', 'results');
    },
  },
];

/** An event as a reader sees it through a window; `undefined` where it is not shown there. */
export async function seenThrough(
  window: Window,
  reader: User,
  room: Room,
  wanted: SeenEvent,
): Promise<SeenEvent | undefined> {
  const events = await window.look(reader, room, wanted);
  return events.find((event) => dig(event, 'event_id') === wanted.event_id) as SeenEvent | undefined;
}

function eventsIn(value: JsonValue, ...path: readonly string[]): JsonValue[] {
  const events = dig(value, ...path);
  return Array.isArray(events) ? events.filter(isRecord) : [];
}
