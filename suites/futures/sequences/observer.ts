import type { Answer } from '../../kit/connection/answer.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';
import { type ListedFuture, parseListed } from '../words/listing.js';
import type { Command, Person, RoomName } from '../model/command.js';
import { type Future, livingIn, type World } from '../model/world.js';
import type { Cast } from './cast.js';
import type { Divergence } from './divergence.js';
import { judgeListing } from './judge-listing.js';
import { judgeState } from './judge-state.js';
import { isTooMuch, isWaitedFor, judgeExtra, judgeTimeline } from './judge-timeline.js';
import { sendTokensIn } from './known-future.js';
import { nameOfFuture } from './name-of-future.js';
import type { Performer } from './performer.js';
import type { Possibility } from './possibility.js';
import type { LastDeed } from './reasons.js';

/** The two who schedule futures. */
const SCHEDULERS: readonly Person[] = ['alice', 'bob'];

/** What a look at the server has shown, timelines aside. */
export interface Looks {
  readonly listings: readonly (readonly [Person, Answer])[];
  readonly states: readonly (readonly [RoomName, Readonly<Record<string, string>>])[];
}

/** What is worth looking at, timelines aside. */
export interface WorthLooking {
  readonly listings: readonly Person[];
  readonly states: readonly RoomName[];
}

/** Looks at everything that a homeserver shows of futures, and compares it with what the model expects. */
export class Observer {
  /**
   * @param looker - the people and rooms, for looking only
   * @param performer - who knows what the server calls things
   */
  constructor(
    readonly looker: Cast,
    readonly performer: Performer,
  ) {}

  /** Everything there is to look at. */
  get everything(): WorthLooking {
    return { listings: SCHEDULERS, states: this.looker.rooms.map(([name]) => name) };
  }

  async look({ listings, states }: WorthLooking): Promise<Looks> {
    const { looker } = this;
    const all = <K, V>(keys: readonly K[], ask: (key: K) => Promise<V>): Promise<(readonly [K, V])[]> =>
      Promise.all(keys.map(async (key) => [key, await ask(key)] as const));
    const [listed, stated] = await Promise.all([
      all(listings, (person) => looker.t.tryList(looker.user(person))),
      all(states, (name) => looker.state(name)),
    ]);
    return { listings: listed, states: stated };
  }

  /** The entries of a listing that belong to the sequence's rooms. */
  async listed(person: Person): Promise<readonly ListedFuture[]> {
    return this.#entriesOf(await this.looker.t.tryList(this.looker.user(person)));
  }

  /** Where what was seen differs from one way in which things may stand. */
  differenceFrom({ world, timeline }: Possibility, looks: Looks, last: LastDeed): Divergence | undefined {
    for (const [name] of this.looker.rooms) {
      const divergence = judgeTimeline(name, this.looker.shown(name), timeline, world);
      if (divergence !== undefined) return divergence;
    }
    for (const [person, listing] of looks.listings) {
      const divergence = this.#listingDifference(person, listing, world, last);
      if (divergence !== undefined) return divergence;
    }
    for (const [name, state] of looks.states) {
      const divergence = judgeState(name, state, world, timeline);
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }

  /** What is missing or misplaced in the rooms though everything has been waited for. */
  finalDifferenceFrom({ world, timeline }: Possibility, looks: Looks): Divergence | undefined {
    // What has come instead of something was sent, whatever the listing says.
    const isInstead = this.looker.rooms.some(([name]) => isTooMuch(name, this.looker.shown(name), timeline));
    const listed = new Set(looks.listings.flatMap(([, answer]) => sendTokensIn(answer)));
    const isListed = ({ id, by }: Future): boolean => {
      const wasLooked = looks.listings.some(([person]) => person === by);
      return isInstead || !wasLooked || listed.has(this.performer.known.get(id)?.send ?? '');
    };
    return this.#firstIn((name) => judgeTimeline(name, this.looker.shown(name), timeline, world, isListed));
  }

  /** What has come to the rooms and should not have. */
  extraTo({ world, timeline }: Possibility): Divergence | undefined {
    return this.#firstIn((name) => judgeExtra(name, this.looker.shown(name), timeline, world));
  }

  /** Whether something has not come to a room, whatever the way in which things stand. */
  isMissing(name: RoomName, possible: readonly Possibility[]): boolean {
    return possible.every(({ timeline }) => isWaitedFor(name, this.looker.shown(name), timeline));
  }

  #firstIn(judge: (name: RoomName) => Divergence | undefined): Divergence | undefined {
    for (const [name] of this.looker.rooms) {
      const divergence = judge(name);
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }

  #listingDifference(person: Person, answer: Answer, world: World, last: LastDeed): Divergence | undefined {
    if (!answer.ok || !Array.isArray(answer.json)) {
      return { requirement: 'LIST-1', expected: 'a JSON array of futures', seen: String(answer) };
    }
    const { performer } = this;
    return judgeListing(person, this.#entriesOf(answer), world, {
      known: performer.known,
      wireForm: (future) => performer.wireForm(future),
      nameOf: nameOfFuture,
      last,
    });
  }

  #entriesOf({ json }: Answer): ListedFuture[] {
    const ids = new Set(this.looker.rooms.map(([, room]) => room.id));
    return (Array.isArray(json) ? json : []).filter(isRecord).flatMap((entry) => {
      const listed = parseListed(entry);
      return listed !== undefined && ids.has(listed.roomId) ? [listed] : [];
    });
  }
}

/**
 * Whoever has futures or did something, and the rooms whose state is set or should have changed: what nobody expects to
 * change elsewhere is noticed in the end.
 */
export function worthLooking(before: World, after: readonly World[], command: Command | undefined): WorthLooking {
  const living = [before, ...after].flatMap(livingIn);
  const changed = (Object.keys(before.rooms) as RoomName[]).filter((name) =>
    after.some(({ rooms }) => rooms[name].state !== before.rooms[name].state),
  );
  const set = command?.do === 'set-state' ? [command.room] : [];
  return {
    listings: SCHEDULERS.filter(
      (person) => living.some(({ by }) => by === person) || (command?.do === 'schedule' && command.by === person),
    ),
    states: [...new Set([...changed, ...set])],
  };
}
