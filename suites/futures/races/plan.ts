import { type Arbitrary, array, boolean, constantFrom, record } from 'fast-check';

import type * as races from '../../races/in-planned-order.js';
import { callsThatRace } from '../../races/in-planned-order.js';

/** A future that stands ready when a race begins: one far from its deadline, one right at it, or an action future. */
export interface PlannedFuture {
  readonly kind: 'far' | 'action' | 'near';
  readonly isState: boolean;
}

/** A call that takes part in a race. */
export type PlannedCall = races.PlannedCall<'send' | 'cancel' | 'refresh' | 'set-state' | 'join' | 'join-action'>;

/** A race, before anybody knows what becomes of it. Plain data. */
export interface RacePlan {
  /** Opens the group, so it has a timer. */
  readonly first: PlannedFuture;
  readonly others: readonly PlannedFuture[];
  readonly calls: readonly PlannedCall[];
}

/** What races are about. */
export interface RaceTheme {
  /** The kinds of the future that opens the group. */
  readonly first: readonly ('far' | 'near')[];
  readonly others: readonly PlannedFuture['kind'][];
  /** Those named more often come more often. */
  readonly calls: readonly PlannedCall['do'][];
  /** How far from the deadline calls are made at the most, in milliseconds. */
  readonly spread: number;
  /** Whether the first future is a state future. */
  readonly isState: readonly boolean[];
}

/** Races on a theme. Small ones are simple ones: few futures, few calls, all at one moment. */
export function racesOn(theme: RaceTheme): Arbitrary<RacePlan> {
  return record({
    first: record({ kind: constantFrom(...theme.first), isState: constantFrom(...theme.isState) }),
    others: array(record({ kind: constantFrom(...theme.others), isState: boolean() }), {
      maxLength: 2,
      size: 'max',
    }),
    calls: callsThatRace(theme.calls, theme.spread),
  });
}
