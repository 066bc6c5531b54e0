import type { EventShape, Person, SentEvent } from '../../sequences/happening.js';
import { NEW_ROOM, type Rooms, type RoomWorld as AnyRoomWorld } from '../../sequences/room-world.js';
import type { ScheduleCommand } from './command.js';

/** A future that was accepted. It is told of as long as the story lasts, its end included. */
export interface Future extends EventShape {
  /** Its place in the order of scheduling. */
  readonly id: number;
  readonly by: Person;
  readonly asked: ScheduleCommand;
  /** The group's name; together with its owner (and, where groups do not span rooms, the room) it is the group. */
  readonly group: string;
  /** Milliseconds; absent on action futures. */
  readonly timeout?: number;
  /** When its timer runs out, as things stand; absent on action futures. */
  readonly deadline?: number;
  /** The deadlines that it had before each time it was refreshed, oldest first. */
  readonly moved: readonly number[];
  /** Whether its event was forbidden when it was scheduled. */
  readonly askedInVain: boolean;
  /** How it ended; absent while it lives. */
  readonly end?: End;
}

/** How a future ended, and by which requirement it sends nothing after that, is not listed, and has dead tokens. */
export interface End {
  readonly how: 'sent' | 'discarded' | 'cancelled' | 'invalidated' | 'forbidden' | 'left' | 'replaced';
  readonly why: string;
}

/** A room as far as futures depend on it. */
export interface RoomWorld extends AnyRoomWorld {
  /** Contents of state that is not the room's plumbing, by type and state key. */
  readonly state: Readonly<Record<string, string>>;
}

/** All there is. A pure value: every step makes a new one. */
export interface World {
  readonly now: number;
  /** In the order of scheduling. */
  readonly futures: readonly Future[];
  readonly rooms: Rooms<RoomWorld>;
  /** Requests with a transaction id that were refused. */
  readonly refused: readonly ScheduleCommand[];
}

/** How a request is to be answered, and the requirement by which. */
export type Expected =
  /** A new future, with new tokens. */
  | { readonly is: 'new'; readonly future: number; readonly why: string }
  /** The answer that this future was accepted with, once more. */
  | { readonly is: 'same'; readonly future: number; readonly why: string }
  | { readonly is: 'done'; readonly why: string }
  | { readonly is: 'refused'; readonly why: string; readonly status?: number }
  /** Any answer will do: it has no effect. */
  | { readonly is: 'any'; readonly why: string };

/** What follows from a command or from the passing of time. */
export interface Outcome {
  readonly world: World;
  /** Oldest first. */
  readonly events: readonly SentEvent[];
}

export interface Step extends Outcome {
  readonly answer: Expected;
}

/** The world in which nothing has happened yet: two rooms with everybody in them. */
export function newWorld(now: number): World {
  const room: RoomWorld = { ...NEW_ROOM, state: {} };
  return { now, futures: [], rooms: { lounge: room, kitchen: room }, refused: [] };
}

/** The futures that live. */
export function livingIn(world: World): Future[] {
  return world.futures.filter((future) => future.end === undefined);
}
