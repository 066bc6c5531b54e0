import type { Answer } from '../../kit/connection/answer.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';
import type { Person, RoomName } from '../../sequences/happening.js';
import type { Participants, ShownEvent } from '../../sequences/participants.js';
import { Stopped } from '../../sequences/stopped.js';
import type { Command } from '../model/command.js';
import { type DelayedEvent, newWorld, waitingIn, type World } from '../model/world.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import type { KnownEvents } from './known-events.js';
import type { Looks, SeenUnsigned, WorthLooking } from './terms.js';

/** The two who schedule events. */
const SCHEDULERS: readonly Person[] = ['alice', 'bob'];

/** Looks at everything that a homeserver shows of delayed events. */
export class Looking {
  /** The events whose `unsigned` has been read. */
  readonly #read = new Set<string>();
  /** What has been seen there. */
  readonly #seen: SeenUnsigned[] = [];
  /** The world as it was when it was looked last. */
  #world = newWorld(0);

  constructor(
    readonly lookers: Participants<DelayedEventsContext>,
    readonly known: KnownEvents,
  ) {}

  /** Everything there is to look at. */
  get everything(): WorthLooking {
    const states = this.lookers.rooms.map(([name]) => name);
    return { ...this.#worth(this.#world.events), states, seenBefore: [...this.#seen] };
  }

  /**
   * What waits or has just come to its end, and the rooms whose state has been set: what nobody expects to change elsewhere
   * is noticed in the end. Where time passes by itself and a list tells what waits, the others are looked up when time has passed:
   * every request takes some of the time that there is between two commands.
   */
  worth(before: World, after: readonly World[], command: Command | undefined): WorthLooking {
    const [world = before] = after;
    this.#world = world;
    const { t } = this.lookers;
    const isListed = command !== undefined && t.time === 'real' && t.can('a list');
    const waiting = new Set(isListed ? [] : [before, ...after].flatMap(waitingIn).map(({ id }) => id));
    if (command !== undefined && 'of' in command && command.of !== undefined) waiting.add(command.of);
    return this.#worth(world.events.filter(({ id }) => waiting.has(id)));
  }

  async look({ lookups, lists, states, readers, seenBefore }: WorthLooking): Promise<Looks> {
    const { t, session } = this.lookers;
    session.refusedUnexpectedly = false;
    const all = <K, V>(keys: readonly K[], ask: (key: K) => Promise<V>): Promise<(readonly [K, V])[]> =>
      Promise.all(keys.map(async (key) => [key, await ask(key)] as const));
    const [looked, listed, stated, unsigned] = await Promise.all([
      Promise.all(lookups.map(async ([id, owner]) => [id, await this.#lookUp(id, owner)] as const)),
      all(lists, (person) => t.tryList(this.lookers.user(person))),
      all(states, (name) => this.lookers.state(name)),
      this.#unsigned(readers),
    ]);
    // Time has passed then that the model knows nothing of.
    if (session.refusedUnexpectedly) throw new Stopped('the server limits what it shows');
    this.#seen.push(...unsigned);
    return { lookups: looked, lists: listed, states: stated, unsigned: [...seenBefore, ...unsigned] };
  }

  #worth(events: readonly DelayedEvent[]): WorthLooking {
    const { t, rooms } = this.lookers;
    const isKnown = ({ id }: DelayedEvent): boolean => t.can('a lookup') && this.known.idOf(id) !== undefined;
    const { lounge, kitchen } = this.#world.rooms;
    return {
      lookups: events.filter(isKnown).map(({ id, by }) => [id, by] as const),
      lists: t.can('a list') && this.#world.events.length > 0 ? SCHEDULERS : [],
      states: rooms
        .map(([name]) => name)
        .filter((name) => this.#unread(name).some(({ stateKey }) => stateKey !== undefined)),
      readers: { lounge: lounge.joined, kitchen: kitchen.joined },
      seenBefore: [],
    };
  }

  #lookUp(id: number, owner: Person): Promise<Answer> {
    return this.lookers.t.tryLookup(this.lookers.user(owner), this.known.idOf(id) ?? '');
  }

  #unread(name: RoomName): ShownEvent[] {
    return this.lookers.shown(name).filter(({ seen }) => !this.#read.has(seen.event_id));
  }

  /** What Carol, the sender and the other one see of the events that have come. */
  async #unsigned(readers: WorthLooking['readers']): Promise<SeenUnsigned[]> {
    if (!this.lookers.t.can('a delay_id in unsigned')) return [];
    const seen = this.lookers.rooms.map(async ([name]) => {
      const events = this.#unread(name).filter(({ sender }) => SCHEDULERS.includes(sender));
      for (const event of events) this.#read.add(event.seen.event_id);
      const asked = SCHEDULERS.filter((person) => readers[name].includes(person));
      const byOthers = events.flatMap((event) => asked.map((reader) => this.#readAs(reader, event)));
      const byCarol = events.map((event) => ({ event, reader: 'carol' as const, unsigned: event.seen.unsigned ?? {} }));
      return [...byCarol, ...(await Promise.all(byOthers)).flat()];
    });
    return (await Promise.all(seen)).flat();
  }

  async #readAs(reader: Person, event: ShownEvent): Promise<SeenUnsigned[]> {
    const answer = await this.lookers.user(reader).tryEvent(this.lookers.room(event.room), event.seen.event_id);
    // What somebody cannot read, as who has come later, is not judged here.
    if (!answer.ok) return [];
    const unsigned = answer.body['unsigned'];
    return [{ event, reader, unsigned: isRecord(unsigned) ? unsigned : {} }];
  }
}
