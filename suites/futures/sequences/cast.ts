import { isRecord, type JsonRecord, type SeenEvent, sameJson } from '../../kit/rooms/matrix-json.js';
import { isMarker, type Room } from '../../kit/rooms/room.js';
import type { Session } from '../../kit/checks/session.js';
import { roomPath, type User } from '../../kit/rooms/user.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import { FuturesContext } from '../words/futures-context.js';
import type { Person, RoomName } from '../model/command.js';
import { stateName } from '../model/world.js';
import { changeLevels } from '../words/power-levels.js';
import type { ShownEvent } from './reasons.js';

/** The types of events that sequences send; all else in a room is its plumbing. */
const OUR_TYPES = ['m.room.message', 'org.example.status', 'org.example.mode'] as const;

/** The power that the types of ours need, when everybody may send and when nobody but Carol may. */
const NEEDED = { permit: 0, forbid: 60 } as const;

/** The people and rooms of one sequence on the server. */
export class Cast {
  readonly #rooms: ReadonlyMap<RoomName, Room>;
  readonly #names: ReadonlyMap<string, Person>;

  readonly t: FuturesContext;

  private constructor(
    readonly session: Session,
    rooms: ReadonlyMap<RoomName, Room>,
  ) {
    this.t = new FuturesContext(session);
    this.#rooms = rooms;
    this.#names = new Map(PEOPLE.map((person) => [this.user(person).userId, person]));
  }

  /** Makes the rooms, with everybody in them; Carol makes them and watches. */
  static async assemble(session: Session, names: readonly RoomName[]): Promise<Cast> {
    const { alice, bob, carol } = new FuturesContext(session);
    const rooms = new Map<RoomName, Room>();
    const powerLevels = levelsFor('permit');
    for (const name of names) rooms.set(name, await carol.createRoom({ members: [alice, bob], powerLevels }));
    return new Cast(session, rooms);
  }

  /** The same people and rooms, whose requests another session keeps. */
  in(session: Session): Cast {
    return new Cast(session, this.#rooms);
  }

  user(person: Person): User {
    return this.t[person];
  }

  room(name: RoomName): Room {
    const room = this.#rooms.get(name);
    if (room === undefined) throw new Error(`this sequence has no ${name}`);
    return room;
  }

  get rooms(): readonly (readonly [RoomName, Room])[] {
    return [...this.#rooms];
  }

  /** Lets Alice and Bob send everything in a room, or nothing. */
  async setPower(name: RoomName, to: keyof typeof NEEDED): Promise<void> {
    await changeLevels(this.room(name), levelsFor(to));
  }

  /** Lets somebody in again who has gone or was sent away. */
  async readmit(name: RoomName, person: Person, banned: boolean): Promise<void> {
    const [room, user] = [this.room(name), this.user(person)];
    if (banned) await this.t.carol.unban(room, user);
    await this.t.carol.invite(room, user);
    await user.join(room);
  }

  /**
   * The events of ours that Carol has seen in a room, in the model's words, in the server's order: those of our own types,
   * and of those that anybody may send the ones with a label, or from somebody who schedules.
   */
  shown(name: RoomName): ShownEvent[] {
    const { startedAt, stage } = this.session;
    const exact = stage.time.kind === 'virtual';
    return this.room(name).timeline.arrivals.flatMap(({ event, seenAt }) => {
      if (!OUR_TYPES.some((type) => type === event.type) || isMarker(event)) return [];
      if (event.type === 'm.room.message' && typeof event.content['label'] !== 'string') {
        // Carol has made the room, and whoever greets her there may do so in her name.
        const from = this.#names.get(event.sender);
        if (from === undefined || from === 'carol') return [];
      }
      return [{ ...this.#inTheModelsWords(name, event), ...(exact ? { at: seenAt - startedAt } : {}) }];
    });
  }

  /** Waits until a condition on what is seen in a room holds, at most so many milliseconds. */
  async waitFor(name: RoomName, condition: () => boolean, ms: number): Promise<void> {
    const { time } = this.session.stage;
    await time.waitFor(condition, time.now() + ms, this.room(name).timeline.subscribe);
  }

  /**
   * Makes sure that nothing is on its way any more that could still be seen: after a silence a marker is sent into every
   * room, and waited for. In virtual time everything has been seen as soon as time stands still.
   */
  async proveSilence(): Promise<void> {
    const { stage, target } = this.session;
    if (stage.time.kind === 'virtual') return;
    await stage.time.waitUntil(stage.time.now() + target.lateness.silence(target.settings.silence));
    await Promise.all(this.rooms.map(([, room]) => this.t.fence(room)));
  }

  /**
   * Makes sure that an event which was not seen has not come.
   *
   * @throws Inconclusive where Carol does not see everything in a room
   */
  async requireNoGap(name: RoomName): Promise<void> {
    await this.t.fence(this.room(name));
  }

  /** Reads what anybody can see in the end: the rooms' timelines, and what their users have listed. */
  async lookBack(): Promise<void> {
    for (const [, room] of this.rooms) await this.t.carol.history(room).catch(() => undefined);
    for (const user of [this.t.alice, this.t.bob]) await this.t.tryList(user);
  }

  /** The current state of ours in a room, contents by type and state key. */
  async state(name: RoomName): Promise<Record<string, string>> {
    const answer = await this.t.carol.request('GET', roomPath(this.room(name), 'state'));
    if (!answer.ok || !Array.isArray(answer.json))
      throw new Inconclusive(`the room state could not be read: ${answer}`);
    const ours = answer.json.filter(isRecord).filter(({ type }) => OUR_TYPES.some((other) => other === type));
    return Object.fromEntries(
      ours.map(({ type, state_key: stateKey, content }) => [
        stateName({ type: String(type), stateKey: String(stateKey) }),
        wordOf(isRecord(content) ? content : {}),
      ]),
    );
  }

  #inTheModelsWords(room: RoomName, event: SeenEvent): ShownEvent {
    const { type, state_key: stateKey, content, sender } = event;
    return {
      room,
      type,
      ...(stateKey === undefined ? {} : { stateKey }),
      content: wordOf(content),
      sender: this.#names.get(sender) ?? (sender as Person),
    };
  }
}

const PEOPLE: readonly Person[] = ['alice', 'bob', 'carol'];

/** The content that a word stands for. */
export function contentOf(word: string): JsonRecord {
  return { msgtype: 'm.text', body: word, label: word };
}

/** The word that a content stands for; all of the content where it stands for none. */
function wordOf(content: JsonRecord): string {
  const { body } = content;
  return typeof body === 'string' && sameJson(content, contentOf(body)) ? body : JSON.stringify(content);
}

function levelsFor(to: keyof typeof NEEDED): JsonRecord {
  const level = NEEDED[to];
  return { events_default: level, events: Object.fromEntries(OUR_TYPES.map((type) => [type, level])) };
}
