import type { SentEvent } from './happening.js';
import type { Rooms } from './room-world.js';

/** The types by which a revision opens the engine. */
export interface Terms {
  /** Something to do, as plans have it: scheduled events go by where they are kept. Pauses are the engine's own. */
  readonly planned: { readonly do: string };
  /** The same in the model's terms: scheduled events go by their numbers. */
  readonly command: { readonly do: string };
  readonly world: { readonly now: number; readonly rooms: Rooms };
  /** How a request is to be answered, and the requirement by which. */
  readonly expected: { readonly is: string; readonly why: string };
  /** What is known of the server beforehand, such as how it reads open questions. */
  readonly known: object;
  /** What a look at the server has shown, timelines aside. */
  readonly looks: object;
  /** What is worth looking at, timelines aside. */
  readonly worth: object;
}

/** What may follow from the passing of time. */
export interface Outcome<T extends Terms> {
  readonly world: T['world'];
  /** What enters rooms, oldest first. */
  readonly events: readonly SentEvent[];
}

/** What may follow from a command. */
export interface Answered<T extends Terms> extends Outcome<T> {
  readonly answer: T['expected'];
}

/** A revision as pure functions. Where the text leaves something open there are several outcomes, the likeliest first. */
export interface Model<T extends Terms> {
  newWorld(now: number): T['world'];
  /** @throws Undecided when nothing can be said */
  step(known: T['known'], world: T['world'], command: T['command']): readonly Answered<T>[];
  /** @throws Undecided when nothing can be said */
  passTime(known: T['known'], world: T['world'], to: number): readonly Outcome<T>[];
  /** Whether a command makes sense: nobody leaves who is not there. */
  isPossible(world: T['world'], command: T['command']): boolean;
  /** When what waits is due by itself, in any order. */
  deadlines(world: T['world']): readonly number[];
  /** As {@link deadlines}, of everything that there ever was. */
  pastDeadlines(world: T['world']): readonly number[];
}

/** One way in which things may stand, as far as the model can know. */
export interface PossibleWorld<T extends Terms> {
  readonly world: T['world'];
  /** Everything that had to come to rooms so far. */
  readonly timeline: readonly SentEvent[];
  /** What came of the last step. */
  readonly news: readonly SentEvent[];
  readonly answer?: T['expected'];
}

/**
 * The ways in which things may stand once time has passed.
 *
 * @throws Undecided when the model cannot say
 */
export function afterTime<T extends Terms>(
  model: Model<T>,
  known: T['known'],
  possible: readonly PossibleWorld<T>[],
  to: number,
): PossibleWorld<T>[] {
  return possible.flatMap(({ world: before, timeline }) =>
    model.passTime(known, before, to).map(({ world, events }) => ({
      world,
      timeline: [...timeline, ...events],
      news: events,
    })),
  );
}
