import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { JsonRecord, SeenEvent } from './matrix-json.js';
import { comeByRoom } from './come-by-room.js';
import { Room } from './room.js';
import type { RequestOptions } from './request-options.js';
import type { RoomOptions } from './requester.js';
import type { Session } from '../checks/session.js';
import { Inconclusive, NotApplicable } from '../checks/verdict.js';

export type { RequestOptions } from './request-options.js';

/** How many events of a room's history are looked at. */
const HISTORY = 50;

/** On how many pages those may be. */
const MOST_PAGES = 20;

/** A user of the homeserver during one run of one check: the Client-Server API in the words of a person. */
export class User {
  readonly #session: Session;

  constructor(
    readonly account: Account,
    session: Session,
  ) {
    this.#session = session;
    session.users.add(account.userId);
  }

  get name(): string {
    return this.account.name;
  }

  get userId(): string {
    return this.account.userId;
  }

  /** Sends any request in this user's name, and returns the answer whatever it is. */
  request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const {
      query,
      json,
      raw,
      token,
      headers,
      patient = true,
      takesPlace,
      asksFor,
      laborious,
      amongOthers,
      repeatable = method === 'GET',
    } = options;
    const search =
      query === undefined ? '' : String(query instanceof URLSearchParams ? query : new URLSearchParams(query));
    const access = token === undefined ? this.account.accessToken : token;
    const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    return this.#session.send(
      {
        method,
        path: search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`,
        headers: {
          ...(access === null ? {} : { authorization: `Bearer ${access}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        repeatable,
        // Who is impatient wants to see the limits themselves.
        ...(takesPlace === true && patient ? { takesPlace } : {}),
        ...(asksFor === undefined ? {} : { asksFor }),
        ...(laborious === undefined ? {} : { laborious }),
        ...(amongOthers === undefined ? {} : { amongOthers }),
      },
      access === null ? undefined : this.name,
      patient,
    );
  }

  /**
   * Makes a room whose other members have joined, watched through this user's eyes. Where the server gives few, others may
   * be in it who leave this check alone.
   */
  async createRoom(options: RoomOptions<User> = {}): Promise<Room> {
    const { members = [] } = options;
    const { id, isShared } = await comeByRoom(this, this.#session, options);
    const timeline = this.#session.stage.syncOf(this.account).timelineOf(id);
    const { sharedGround } = this.#session;
    if (isShared) {
      sharedGround.add(
        id,
        [this, ...members].map(({ name }) => name),
      );
      this.#session.stage.sharesRooms(sharedGround.tag);
    } else {
      this.#session.stage.joined(this.account, id);
    }
    const room = new Room(id, this, isShared ? timeline.part((event) => !sharedGround.isOfOthers(event)) : timeline);
    this.#session.rooms.push(room);
    if (!isShared) for (const member of members) await member.join(room);
    return room;
  }

  async join(room: Room): Promise<Answer> {
    const answer = await this.joinById(room.id);
    this.#session.stage.joined(this.account, room.id);
    return answer;
  }

  /** Joins a room that is no room of the check's own. */
  joinById(roomId: string): Promise<Answer> {
    const path = `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`;
    return this.#must('POST', path, { json: {}, repeatable: true, laborious: true });
  }

  async leave(room: Room): Promise<Answer> {
    return this.#must('POST', roomPath(room, 'leave'), { json: {} });
  }

  async invite(room: Room, other: User): Promise<Answer> {
    return this.#must('POST', roomPath(room, 'invite'), { json: { user_id: other.userId } });
  }

  async kick(room: Room, other: User): Promise<Answer> {
    return this.#must('POST', roomPath(room, 'kick'), { json: { user_id: other.userId } });
  }

  async ban(room: Room, other: User): Promise<Answer> {
    return this.#must('POST', roomPath(room, 'ban'), { json: { user_id: other.userId } });
  }

  async unban(room: Room, other: User): Promise<Answer> {
    return this.#must('POST', roomPath(room, 'unban'), { json: { user_id: other.userId } });
  }

  /** Tries to send a message event and returns the answer, whatever it is. */
  async trySend(
    room: Room,
    type: string,
    content: JsonRecord,
    txnId = this.#session.uniqueName('txn'),
  ): Promise<Answer> {
    const path = roomPath(room, 'send', type, txnId);
    return this.#acknowledging(room, await this.request('PUT', path, { json: content, repeatable: true }));
  }

  /** Sends a message event; returns its id. */
  async send(room: Room, type: string, content: JsonRecord): Promise<string> {
    return eventIdOf(must(await this.trySend(room, type, content), `send ${type}`));
  }

  /** Tries to set room state and returns the answer, whatever it is. */
  async trySetState(room: Room, type: string, stateKey: string, content: JsonRecord): Promise<Answer> {
    const path = roomPath(room, 'state', type, stateKey);
    return this.#acknowledging(room, await this.request('PUT', path, { json: content }));
  }

  /** Sets room state; returns the answer of the request that did so. */
  async setState(room: Room, type: string, stateKey: string, content: JsonRecord): Promise<Answer> {
    return must(await this.trySetState(room, type, stateKey, content), `set state ${type}`);
  }

  /** The content of a room's current state; `undefined` where there is none. */
  async stateOf(room: Room, type: string, stateKey: string): Promise<JsonRecord | undefined> {
    const answer = await this.request('GET', roomPath(room, 'state', type, stateKey));
    if (answer.status === 404) return undefined;
    return must(answer, `read state ${type}`).body;
  }

  /** Changes fields of the room's power levels; returns the answer of the request that did so. */
  async changePowerLevels(room: Room, change: (levels: JsonRecord) => JsonRecord): Promise<Answer> {
    const levels = (await this.stateOf(room, 'm.room.power_levels', '')) ?? {};
    return this.setState(room, 'm.room.power_levels', '', change(levels));
  }

  /**
   * The latest events of a room, as `/messages` shows them, newest first: on several pages where the server makes them short.
   *
   * @param before - a token of the place before which they are; unless given, there is none after them
   */
  async history(room: Room, before?: string): Promise<SeenEvent[]> {
    const events: SeenEvent[] = [];
    let from = before;
    for (let pages = 0; pages < MOST_PAGES && events.length < HISTORY; pages += 1) {
      const query = { dir: 'b', limit: String(HISTORY), ...(from === undefined ? {} : { from }) };
      const { body } = await this.#must('GET', roomPath(room, 'messages'), { query });
      const { chunk, end } = body;
      if (!Array.isArray(chunk) || chunk.length === 0) break;
      events.push(...(chunk as unknown as SeenEvent[]));
      if (typeof end !== 'string' || end === from) break;
      from = end;
    }
    return events;
  }

  /** Tries to read an event by its id, and returns the answer, whatever it is. */
  async tryEvent(room: Room, eventId: string): Promise<Answer> {
    return this.request('GET', roomPath(room, 'event', eventId));
  }

  /**
   * An event as this user sees it now, or that there is none.
   *
   * @throws NotApplicable where the server shows nobody a single event
   */
  async event(room: Room, eventId: string): Promise<Answer> {
    const answer = await this.tryEvent(room, eventId);
    if (answer.unrecognised) throw new NotApplicable('single events cannot be read here');
    return answer;
  }

  #acknowledging(room: Room, answer: Answer): Answer {
    const eventId = answer.ok ? answer.string('event_id') : undefined;
    if (eventId !== undefined) room.acknowledgeSent(eventId, answer);
    return answer;
  }

  async #must(method: string, path: string, options: RequestOptions): Promise<Answer> {
    return must(await this.request(method, path, options), `${method} ${path}`);
  }
}

/** The path of an endpoint below a room, with every part percent-encoded. */
export function roomPath(room: Room, ...parts: readonly string[]): string {
  return ['/_matrix/client/v3/rooms', ...[room.id, ...parts].map(encodeURIComponent)].join('/');
}

/** Ordinary requests are not what is judged here: where one fails, nothing can be said. */
function must(answer: Answer, what: string): Answer {
  if (!answer.ok) throw new Inconclusive(`the server refused an ordinary request (${what}): ${answer}`);
  return answer;
}

function eventIdOf(answer: Answer): string {
  const id = answer.string('event_id');
  if (id === undefined) throw new Inconclusive(`an ordinary send was answered without an event_id: ${answer}`);
  return id;
}
