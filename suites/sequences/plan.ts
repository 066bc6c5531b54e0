import type { Terms } from './terms.js';

/** Where a plan keeps a scheduled event, so that later commands can name it: the latest one put there is meant. */
export type Slot = 0 | 1 | 2 | 3;

export const SLOTS: readonly Slot[] = [0, 1, 2, 3];

/** Lets time pass: so many milliseconds, or to so many milliseconds after the next deadline. */
export interface PlannedPause {
  readonly do: 'pass';
  readonly ms?: number;
  readonly pastNext?: number;
}

/** One thing to do in a sequence. */
export type Planned<T extends Terms> = T['planned'] | PlannedPause;

/** A sequence, before anybody knows what becomes of it. Plain data. */
export type Plan<T extends Terms> = readonly Planned<T>[];

/** Whether time is to pass. */
export function isPause(planned: { readonly do: string }): planned is PlannedPause {
  return planned.do === 'pass';
}

/** The durations that fit how time is measured, in milliseconds, the simplest first. */
export interface Durations {
  /** What scheduled events may wait. */
  readonly delays: readonly number[];
  readonly pauses: readonly number[];
  /** How far from the next deadline a pause may end; none where deadlines cannot be hit exactly. */
  readonly pastNext: readonly number[];
  /** Whether a delay of nothing is tried too, where there is such a thing: what it sends at once is seen at once. */
  readonly zero: boolean;
}

/** Delays that end half a tick after a command, and pauses of whole ticks. */
export function ticking(tick: number): Durations {
  return {
    delays: [1.5, 2.5, 0.5].map((ticks) => ticks * tick),
    pauses: [1, 2, 3].map((ticks) => ticks * tick),
    pastNext: [],
    zero: false,
  };
}
