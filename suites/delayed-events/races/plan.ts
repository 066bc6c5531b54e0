import { type Arbitrary, array, constantFrom, record } from 'fast-check';

import type * as races from '../../races/in-planned-order.js';
import { callsThatRace } from '../../races/in-planned-order.js';

/**
 * A call that takes part in a race. `once` schedules what every call of this kind schedules, by one transaction id;
 * `schedule` something of its own.
 */
export type PlannedCall = races.PlannedCall<'send' | 'cancel' | 'restart' | 'lookup' | 'schedule' | 'once'>;

/** A race, before anybody knows what becomes of it. Plain data. */
export interface RacePlan {
  /** The events that stand ready: right at their time when the race begins, or far from it. */
  readonly events: readonly ('near' | 'far')[];
  readonly calls: readonly PlannedCall[];
}

/** What races are about. */
export interface RaceTheme {
  readonly events: readonly ('near' | 'far')[];
  /** The least and the most events that stand ready. */
  readonly count: readonly [least: number, most: number];
  /** Those named more often come more often. */
  readonly calls: readonly PlannedCall['do'][];
  /** How far from the moment of the race calls are made at the most, in milliseconds. */
  readonly spread: number;
}

/** Races on a theme. Small ones are simple ones: few events, few calls, all at one moment. */
export function racesOn({ events, count, calls, spread }: RaceTheme): Arbitrary<RacePlan> {
  const [minLength, maxLength] = count;
  return record({
    events: array(constantFrom(...events), { minLength, maxLength, size: 'max' }),
    calls: callsThatRace(calls, spread),
  });
}
