import type { StoryContext } from '../chance/story-context.js';
import type { Session } from '../kit/checks/session.js';
import { Inconclusive } from '../kit/checks/verdict.js';
import type { Answer } from '../kit/connection/answer.js';
import { isRecord, type JsonRecord, type SeenEvent, sameJson } from '../kit/rooms/matrix-json.js';
import { isMarker, type Room } from '../kit/rooms/room.js';
import { roomPath, type User } from '../kit/rooms/user.js';
import { type Happening, type Person, type RoomName, type SentEvent, stateName } from './happening.js';

/** The types of events that sequences send; all else in a room is its plumbing. */
const OUR_TYPES = ['m.room.message', 'org.example.status', 'org.example.mode'] as const;

/** The types that messages and state of sequences may have, the simplest first. */
export const MESSAGE_TYPES: readonly string[] = OUR_TYPES.slice(0, 2);
export const STATE_TYPES: readonly string[] = OUR_TYPES.slice(1);

/** The power that the types of ours need, when everybody may send and when nobody but Carol may. */
const NEEDED = { permit: 0, forbid: 60 } as const;

const PEOPLE: readonly Person[] = ['alice', 'bob', 'carol'];

/** An event as somebody in the room saw it, in the model's words. */
export interface ShownEvent extends Omit<SentEvent, 'of' | 'why' | 'at'> {
  /** When it was seen, in milliseconds since the sequence began; absent where that is not known exactly. */
  readonly at?: number;
  /** The event as it came. */
  readonly seen: SeenEvent;
}

/** The people and rooms of one sequence on the server. */
export class Participants<C extends StoryContext> {
  readonly t: C;
  readonly #open: (session: Session) => C;
  readonly #rooms: ReadonlyMap<RoomName, Room>;
  readonly #names: ReadonlyMap<string, Person>;
  readonly #banned = new Set<string>();

  private constructor(
    readonly session: Session,
    open: (session: Session) => C,
    rooms: ReadonlyMap<RoomName, Room>,
  ) {
    this.t = open(session);
    this.#open = open;
    this.#rooms = rooms;
    this.#names = new Map(PEOPLE.map((person) => [this.user(person).userId, person]));
  }

  /** Makes the rooms, with everybody in them; Carol makes them and watches. */
  static async assemble<C extends StoryContext>(
    session: Session,
    open: (session: Session) => C,
    names: readonly RoomName[],
  ): Promise<Participants<C>> {
    const { alice, bob, carol } = open(session);
    const rooms = new Map<RoomName, Room>();
    const powerLevels = levelsFor('permit');
    for (const name of names) rooms.set(name, await carol.createRoom({ members: [alice, bob], powerLevels }));
    return new Participants(session, open, rooms);
  }

  /** The same people and rooms, whose requests another session keeps. */
  in(session: Session): Participants<C> {
    return new Participants(session, this.#open, this.#rooms);
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

  /**
   * Lets something happen in a room. Comings, goings and power levels are not what is judged: where they fail nothing can
   * be said, and there is no answer to look at.
   */
  async happen(command: Happening): Promise<Answer | undefined> {
    const room = this.room(command.room);
    switch (command.do) {
      case 'set-state': {
        const { by, type, stateKey, content } = command;
        return this.user(by).request('PUT', roomPath(room, 'state', type, stateKey), { json: contentOf(content) });
      }
      case 'leave':
        await this.user(command.who).leave(room);
        return undefined;
      case 'kick':
      case 'ban':
        if (command.do === 'ban') this.#banned.add(`${command.who} ${command.room}`);
        await this.t.carol[command.do](room, this.user(command.who));
        return undefined;
      case 'rejoin':
        await this.#readmit(room, command.who, this.#banned.delete(`${command.who} ${command.room}`));
        return undefined;
      default:
        await room.observer.changePowerLevels(room, (before) => ({ ...before, ...levelsFor(command.do) }));
        return undefined;
    }
  }

  async #readmit(room: Room, person: Person, banned: boolean): Promise<void> {
    const user = this.user(person);
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
      seen: event,
    };
  }
}

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
