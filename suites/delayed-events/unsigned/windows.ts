import { type JsonValue, type SeenEvent, dig, isRecord } from '../../kit/rooms/matrix-json.js';
import { fromTheBeginning } from '../../kit/rooms/from-the-beginning.js';
import { type Room } from '../../kit/rooms/room.js';
import { type User, roomPath } from '../../kit/rooms/user.js';

/** A way in which a client comes to see an event that is in a room. */
export interface Window {
  /** What it is called in messages. */
  readonly name: string;
  /** Whether it shows one event and what is about it, and has to be looked through for each. */
  readonly isOfOneEvent?: true;
  /** The events that a reader sees through it, in any order, the wanted one among them where it is shown at all. */
  look(reader: User, room: Room, wanted: SeenEvent): Promise<readonly JsonValue[]>;
}

/** How many events come after an event until it lies far back. */
export const FAR_BACK = 12;

/** Every endpoint that serves events of a room to its members. */
export const WINDOWS: readonly Window[] = [
  {
    name: '/sync',
    look: async (reader, room, wanted) => (await synced(reader, room, wanted, { limit: 20 })).events,
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
    isOfOneEvent: true,
    async look(reader, room, { event_id: id }) {
      const { json } = await reader.tryEvent(room, id);
      return [json ?? null];
    },
  },
  {
    name: '/context',
    isOfOneEvent: true,
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
    name: '/context of its neighbours',
    isOfOneEvent: true,
    async look(reader, room, { event_id: id }) {
      const { json: own } = await reader.request('GET', roomPath(room, 'context', id));
      const seen: JsonValue[] = [];
      for (const side of ['events_before', 'events_after']) {
        const neighbour = dig(eventsIn(own ?? null, side)[0] ?? null, 'event_id');
        if (typeof neighbour !== 'string') continue;
        const { json } = await reader.request('GET', roomPath(room, 'context', neighbour));
        seen.push(...eventsIn(json ?? null, 'events_before'), ...eventsIn(json ?? null, 'events_after'));
      }
      return seen;
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

/** A search for what an event says; a server may have none. */
export const SEARCH: Window = {
  name: '/search',
  isOfOneEvent: true,
  async look(reader, room, wanted) {
    const json = {
      search_categories: {
        room_events: { search_term: wanted.content['body'] ?? wanted.type, filter: { rooms: [room.id] } },
      },
    };
    const { json: found } = await reader.request('POST', '/_matrix/client/v3/search', { json });
    const results = eventsIn(found ?? null, 'search_categories', 'room_events', 'results');
    return results.map((each) => dig(each, 'result') ?? null);
  },
};

/** The list of a room's members, each as the event that made them one. */
export const MEMBERS: Window = {
  name: '/members',
  async look(reader, room) {
    return eventsIn((await reader.request('GET', roomPath(room, 'members'))).json ?? null, 'chunk');
  },
};

/** Further endpoints that some servers have, and that serve events or parts of them, beside others. */
export const SIDE_WINDOWS: readonly Window[] = [
  {
    name: '/state/{type}/{key} as an event',
    isOfOneEvent: true,
    async look(reader, room, { type, state_key: key }) {
      if (key === undefined) return [];
      const path = roomPath(room, 'state', type, key);
      return [(await reader.request('GET', path, { query: { format: 'event' } })).json ?? null];
    },
  },
  {
    name: '/relations',
    isOfOneEvent: true,
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
  SEARCH,
];

/** How many pages of the history are turned to find an event that lies far back, and how many events are on each. */
const MOST_PAGES = 12;
const PAGE = '4';

/**
 * Windows through which what has happened since, or where a reader stands, shows an event otherwise than when it was new.
 *
 * @param since - where a sync of the reader's had come to before there were such events
 */
export function lateWindows(since: string | undefined): readonly Window[] {
  return [
    {
      name: 'the state of a first /sync',
      look: async (reader, room, wanted) => (await synced(reader, room, wanted, { limit: 1 })).events,
    },
    {
      name: 'the state of a /sync with a gap',
      look: async (reader, room, wanted) =>
        since === undefined ? [] : (await synced(reader, room, wanted, { limit: 1, since })).events,
    },
    {
      name: 'a /sync with full_state',
      async look(reader, room, wanted) {
        const { next } = await synced(reader, room, wanted, { limit: 1 });
        const query = { full_state: 'true' };
        return next === undefined ? [] : (await synced(reader, room, wanted, { limit: 1, since: next, query })).events;
      },
    },
    ...PAGES_AND_MEMBERS,
  ];
}

const PAGES_AND_MEMBERS: readonly Window[] = [
  {
    name: 'the pages of /messages',
    async look(reader, room, { event_id: id }) {
      const seen: JsonValue[] = [];
      let from: string | undefined;
      for (let page = 0; page < MOST_PAGES && !seen.some((event) => dig(event, 'event_id') === id); page += 1) {
        const query = { dir: 'b', limit: PAGE, ...(from === undefined ? {} : { from }) };
        const { json = null } = await reader.request('GET', roomPath(room, 'messages'), { query });
        seen.push(...eventsIn(json, 'chunk'));
        const end = dig(json, 'end');
        if (typeof end !== 'string') break;
        from = end;
      }
      return seen;
    },
  },
  MEMBERS,
];

/** An event as a reader sees it through a window; `undefined` where it is not shown there. */
export async function seenThrough(
  window: Window,
  reader: User,
  room: Room,
  wanted: SeenEvent,
): Promise<SeenEvent | undefined> {
  return (await allSeenThrough(window, reader, room, wanted))[0];
}

/** The same, wherever it stands in what the reader is shown: state may stand among the events, and be the state, too. */
export async function allSeenThrough(
  window: Window,
  reader: User,
  room: Room,
  wanted: SeenEvent,
): Promise<readonly SeenEvent[]> {
  const events = await window.look(reader, room, wanted);
  return events.filter((event) => dig(event, 'event_id') === wanted.event_id) as unknown as readonly SeenEvent[];
}

/** Where a user's syncs have come to in a room by now; `undefined` when that is not told. */
export async function syncTokenOf(reader: User, room: Room): Promise<string | undefined> {
  return (await synced(reader, room, { event_id: 'now' }, { limit: 1 })).next;
}

/**
 * The events of a room that a sync tells, those of its state among them, whether the user is still in it or has left.
 *
 * @param limit - how many are told in the timeline: those before them are room state alone
 */
async function synced(
  reader: User,
  room: Room,
  { event_id: id }: Pick<SeenEvent, 'event_id'>,
  { limit, since, query = {} }: { limit: number; since?: string; query?: Readonly<Record<string, string>> },
): Promise<{ events: JsonValue[]; next: string | undefined }> {
  // As unlike any other sync as the event is unlike others, and the moment.
  const filter = fromTheBeginning(room, limit, `no-such-type-${id}-${performance.now()}`);
  const asked = { filter, timeout: '0', ...(since === undefined ? {} : { since }), ...query };
  const { json = null } = await reader.request('GET', '/_matrix/client/v3/sync', { query: asked });
  const rooms = [dig(json, 'rooms', 'join', room.id), dig(json, 'rooms', 'leave', room.id)];
  const next = dig(json, 'next_batch');
  return {
    events: rooms.flatMap((each = null) => [
      ...eventsIn(each, 'timeline', 'events'),
      ...eventsIn(each, 'state', 'events'),
    ]),
    next: typeof next === 'string' ? next : undefined,
  };
}

function eventsIn(value: JsonValue, ...path: readonly string[]): JsonValue[] {
  const events = dig(value, ...path);
  return Array.isArray(events) ? events.filter(isRecord) : [];
}
