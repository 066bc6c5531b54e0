import fc from 'fast-check';

/** A future that stands ready when a race begins: one far from its deadline, one right at it, or an action future. */
export interface PlannedFuture {
  readonly kind: 'far' | 'action' | 'near';
  readonly isState: boolean;
}

/** A call that takes part in a race. */
export interface PlannedCall {
  readonly do: 'send' | 'cancel' | 'refresh' | 'set-state' | 'join' | 'join-action';
  /** Which future it is about; more than there are count from the first one again. */
  readonly of: number;
  /** When it is made: milliseconds from the deadline of the near futures, or else from whenever all is ready. */
  readonly asked: number;
  /** Milliseconds on its way to the server, where that can be had. */
  readonly there: number;
  /** Milliseconds on the answer's way back, where that can be had. */
  readonly back: number;
}

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
export function racesOn(theme: RaceTheme): fc.Arbitrary<RacePlan> {
  return fc.record({
    first: fc.record({ kind: fc.constantFrom(...theme.first), isState: fc.constantFrom(...theme.isState) }),
    others: fc.array(fc.record({ kind: fc.constantFrom(...theme.others), isState: fc.constantFrom(false, true) }), {
      maxLength: 2,
      size: 'max',
    }),
    calls: fc.array(
      fc.record({
        do: fc.constantFrom(...theme.calls),
        of: fc.nat({ max: 2 }),
        asked: fc.integer({ min: -theme.spread, max: theme.spread }),
        there: fc.nat({ max: 3 }),
        back: fc.nat({ max: 3 }),
      }),
      { minLength: 2, maxLength: 5, size: 'max' },
    ),
  });
}
