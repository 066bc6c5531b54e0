import { fromTheBeginning } from './from-the-beginning.js';
import { type JsonValue, type SeenEvent, dig } from './matrix-json.js';
import type { Room } from './room.js';
import { type User, roomPath } from './user.js';

/** An event of a room, as those know it who look for it. */
export interface SoughtEvent {
  readonly room: Room;
  readonly eventId: string;
  readonly type: string;
  /** Absent where it is no state. */
  readonly stateKey?: string | undefined;
  /** The event that it relates to; absent where it relates to none. */
  readonly relatesTo?: string | undefined;
  /** Who has sent it. */
  readonly sender: string;
  /** Whether an event that was found, whoever has sent it, is this one. */
  isIt(found: SeenEvent): boolean;
}

/**
 * Looks for an event through every window on its room.
 *
 * @param noType - a type that no event has, and that was not named before
 * @returns whether it is there, by the window in words
 */
export async function whereSeen(
  reader: User,
  { room, eventId, type, stateKey, relatesTo, sender, isIt: isAlike }: SoughtEvent,
  noType: string,
): Promise<Readonly<Record<string, boolean>>> {
  const isIt = (found: SeenEvent): boolean => found.sender === sender && isAlike(found);
  const filter = fromTheBeginning(room, 30, noType);
  const synced = await reader.request('GET', '/_matrix/client/v3/sync', { query: { filter } });
  const joined = dig(synced.json, 'rooms', 'join', room.id);
  const context = await reader.request('GET', roomPath(room, 'context', eventId));
  const history = await reader.history(room);
  const timeline = {
    'a sync from the beginning': (await syncedBackwards(reader, room, joined)).some(isIt),
    'the history': history.some(isIt),
    'its id': isIt({ content: {}, ...(await reader.tryEvent(room, eventId)).body } as unknown as SeenEvent),
    'the context': isIt({ content: {}, ...(dig(context.json, 'event') as object) } as SeenEvent),
    'the context of the event before it': (await contextOfNeighbour(reader, room, history, eventId)).some(isIt),
    ...(relatesTo === undefined
      ? {}
      : { 'what relates to another event': (await relatedTo(reader, room, relatesTo)).some(isIt) }),
  };
  if (stateKey === undefined) return timeline;
  const content = await reader.stateOf(room, type, stateKey);
  const state = eventsIn((await reader.request('GET', roomPath(room, 'state'))).json);
  const first = await reader.request('GET', '/_matrix/client/v3/sync', {
    query: { filter: fromTheBeginning(room, 1, noType) },
  });
  const shown = ['state', 'state_after', 'timeline'].flatMap((part) =>
    eventsIn(dig(first.json, 'rooms', 'join', room.id, part, 'events')),
  );
  return {
    ...timeline,
    'the state of a first sync': shown.some(isIt),
    // This window shows nothing but the content.
    'the state of its key': content !== undefined && isAlike({ type, state_key: stateKey, content } as SeenEvent),
    'the whole state': state.some(isIt),
  };
}

/**
 * The events that a sync shows, and those before them that it leaves to the history: how many it shows at the most is the
 * server's choice, too.
 */
async function syncedBackwards(reader: User, room: Room, joined: JsonValue | undefined): Promise<readonly SeenEvent[]> {
  const shown = eventsIn(dig(joined, 'timeline', 'events'));
  const from = dig(joined, 'timeline', 'prev_batch');
  if (dig(joined, 'timeline', 'limited') !== true || typeof from !== 'string') return shown;
  return [...shown, ...(await reader.history(room, from))];
}

/** The events around the one that came before another one in the history. */
async function contextOfNeighbour(
  reader: User,
  room: Room,
  history: readonly SeenEvent[],
  eventId: string,
): Promise<readonly SeenEvent[]> {
  const place = history.findIndex(({ event_id: id }) => id === eventId);
  const before = place === -1 ? undefined : history[place + 1];
  if (before === undefined) return [];
  const { json } = await reader.request('GET', roomPath(room, 'context', before.event_id));
  return [...eventsIn(dig(json, 'events_before')), ...eventsIn(dig(json, 'events_after'))];
}

/** The events that relate to another one. */
async function relatedTo(reader: User, room: Room, eventId: string): Promise<readonly SeenEvent[]> {
  const path = ['/_matrix/client/v1/rooms', encodeURIComponent(room.id), 'relations', encodeURIComponent(eventId)];
  const { json } = await reader.request('GET', path.join('/'));
  return eventsIn(dig(json, 'chunk'));
}

function eventsIn(value: JsonValue | undefined): SeenEvent[] {
  return Array.isArray(value) ? (value as unknown as SeenEvent[]) : [];
}
