import type { HttpRequest } from '../connection/transport.js';
import { isRecord, type JsonValue } from './matrix-json.js';
import { MARKER } from './room.js';

/**
 * What one run of a check has to heed in rooms that it shares with others: whose is what there, who is in them for it, and
 * what leaves the others alone. All that it makes has names with its own tag.
 */
export class SharedGround {
  readonly #tag: string;
  readonly #tags: RegExp;
  readonly #rooms = new Map<string, ReadonlySet<string>>();

  /**
   * @param runName - what everything that the whole run makes is called by
   * @param tag - what everything that this run of the check makes is called by
   */
  constructor(runName: string, tag: string) {
    this.#tag = `${tag}-`;
    this.#tags = new RegExp(`${runName}-\\d+-`, 'g');
  }

  /** What is in the name of everything that this run of the check makes. */
  get tag(): string {
    return this.#tag;
  }

  /** How many rooms are shared. */
  get size(): number {
    return this.#rooms.size;
  }

  /**
   * Takes note of a room that others are in as well.
   *
   * @param members - what those are called who are in it
   */
  add(roomId: string, members: readonly string[]): void {
    this.#rooms.set(roomId, new Set(members));
  }

  /** Whether something in shared rooms belongs to another check of the run, by the names in it. */
  isOfOthers(thing: unknown): boolean {
    if (this.size === 0) return false;
    const tags: readonly string[] = (JSON.stringify(thing) ?? '').match(this.#tags) ?? [];
    return tags.length > 0 && !tags.includes(this.#tag);
  }

  /** Whether a text names a shared room, percent-encoded or not. */
  isNamedIn(text: string): boolean {
    return this.#namedIn(text).length > 0;
  }

  /**
   * Whether what a request does in shared rooms leaves others alone, shows whose it is, and would be answered likewise were
   * they not there: it is made by somebody who is in them for this check, and reads or makes what nobody else has a name for.
   *
   * @param by - what the one is called who makes it; nobody where it has no access token
   */
  leavesOthersAlone(request: HttpRequest, by: string | undefined): boolean {
    const rooms = this.#namedIn(request.path);
    if (by !== undefined && rooms.some((id) => this.#rooms.get(id)?.has(by) !== true)) return false;
    if (request.amongOthers === true) return true;
    const [endpoint, name, place] = partsBelowRoom(request.path);
    if (request.method === 'GET') return endpoint === 'event' || (endpoint === 'state' && this.#isOwn(name));
    const body = jsonOf(request.body);
    return this.#isPlaced(name, place, body['state_key']) && this.#isLabelled(body);
  }

  /**
   * Whether nobody else has a name for the place where something goes, and the room itself stays what it is.
   *
   * @param type - an event type
   * @param place - a transaction id or a state key
   * @param stateKey - a state key in the body
   */
  #isPlaced(type = '', place: string | undefined, stateKey: JsonValue | undefined): boolean {
    const isOfRoom = type.startsWith('m.room.') && type !== 'm.room.message';
    const isApart = this.#isOwn(place) && (stateKey === undefined || this.#isOwn(stateKey));
    return this.#isOwn(type) || (isApart && !isOfRoom);
  }

  /** Whether an event shows whose it is: the body is its content, or has it as its `content`. */
  #isLabelled(body: Readonly<Record<string, JsonValue>>): boolean {
    const { content } = body;
    return [body, isRecord(content) ? content : {}].some((at) => this.#isOwn(at['label']) || this.#isOwn(at[MARKER]));
  }

  #isOwn(name: unknown): boolean {
    return typeof name === 'string' && name.includes(this.#tag);
  }

  #namedIn(text: string): string[] {
    return [...this.#rooms.keys()].filter((id) => waysToWrite(id).some((written) => text.includes(written)));
  }
}

/** From which length on the opaque part of a room id is taken for the only thing that is called so. */
const TELLING = 8;

/** The ways in which a room id may stand in a text, of which the opaque part alone is the same however it is encoded. */
function waysToWrite(roomId: string): string[] {
  const opaque = roomId.replaceAll(/^!|:.*$/gs, '');
  return [roomId, encodeURIComponent(roomId), ...(opaque.length < TELLING ? [] : [opaque])];
}

/** The parts of a path after its room id; none where there is no room in it, or it is malformed. */
function partsBelowRoom(path: string): string[] {
  const parts = path.replace(/\?.*$/s, '').split('/');
  const rooms = parts.indexOf('rooms');
  try {
    return rooms === -1 ? [] : parts.slice(rooms + 2).map(decodeURIComponent);
  } catch {
    return [];
  }
}

function jsonOf(body: HttpRequest['body']): Record<string, JsonValue> {
  try {
    const json: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    return isRecord(json as JsonValue) ? (json as Record<string, JsonValue>) : {};
  } catch {
    return {};
  }
}
