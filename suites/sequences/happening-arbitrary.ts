import * as fc from 'fast-check';

import type { Happening, Person, RoomName } from './happening.js';
import { STATE_TYPES } from './participants.js';
import type { Durations, PlannedPause } from './plan.js';

/** What happenings are about: small pools, so that things get into each other's way. */
export interface Surroundings {
  readonly people: readonly Person[];
  readonly rooms: readonly RoomName[];
  readonly stateKeys: readonly string[];
  readonly contents: readonly string[];
}

/** Anybody who takes part. */
export const anybody: fc.Arbitrary<Person> = fc.constantFrom<Person>('alice', 'bob', 'carol');

/** What is left out. */
export const nothing: fc.Arbitrary<undefined> = fc.constant(undefined);

/** What may happen in rooms, by what it is. */
function happenings({ people, rooms, stateKeys, contents }: Surroundings): {
  readonly state: fc.Arbitrary<Happening>;
  readonly member: fc.Arbitrary<Happening>;
  readonly power: fc.Arbitrary<Happening>;
} {
  const room = fc.constantFrom(...rooms);
  return {
    state: fc.record({
      do: fc.constant('set-state' as const),
      by: anybody,
      room,
      type: fc.constantFrom(...STATE_TYPES.slice(0, stateKeys.length)),
      stateKey: fc.constantFrom(...stateKeys),
      content: fc.constantFrom(...contents),
    }),
    member: fc.record({
      do: fc.constantFrom('leave' as const, 'kick' as const, 'ban' as const, 'rejoin' as const, 'rejoin' as const),
      who: fc.constantFrom(...people),
      room,
    }),
    power: fc.record({ do: fc.constantFrom('forbid' as const, 'permit' as const), room }),
  };
}

/** How often what comes, among all that is done. */
export type Weights<Own extends string> = Readonly<Record<Own | 'set-state' | 'member' | 'power' | 'pass', number>>;

/**
 * Single commands: what a revision does itself, what happens in rooms, and pauses.
 *
 * @param own - what the revision does, by its weight's name
 */
export function commandsByWeight<P, Own extends string>(
  { weights, ...surroundings }: Surroundings & { readonly weights: Weights<Own> },
  durations: Durations,
  own: Readonly<Record<Own, fc.Arbitrary<P>>>,
): fc.Arbitrary<P | Happening | PlannedPause> {
  const { state, member, power } = happenings(surroundings);
  return fc.oneof<fc.MaybeWeightedArbitrary<P | Happening | PlannedPause>[]>(
    ...(Object.keys(own) as Own[]).map((name) => ({ weight: weights[name], arbitrary: own[name] })),
    { weight: weights['set-state'], arbitrary: state },
    { weight: weights.member, arbitrary: member },
    { weight: weights.power, arbitrary: power },
    { weight: weights.pass, arbitrary: pausing(durations) },
  );
}

/** Lets time pass. */
function pausing({ pauses, pastNext }: Durations): fc.Arbitrary<PlannedPause> {
  const pause = fc.constantFrom(...pauses).map((ms): PlannedPause => ({ do: 'pass', ms }));
  if (pastNext.length === 0) return pause;
  return fc.oneof(
    pause,
    fc.constantFrom(...pastNext).map((past): PlannedPause => ({ do: 'pass', pastNext: past })),
  );
}

/** True so many times out of ten. */
export function outOfTen(share: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 9 }).map((n) => n < share);
}

/** The same object without the fields that are undefined. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
