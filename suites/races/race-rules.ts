import type { Span, TimeWindow } from '../kit/time/time-window.js';

/** What a server has done that it must not do, if things happened in a certain order. */
export interface Breach {
  readonly requirement: string;
  readonly text: string;
  /** Whether it is that something has not come, which may come late. */
  readonly mayBeLate?: true;
}

/** How things may stand after a step, and what the server would have broken thereby. */
export interface Outcome<S, B extends Breach> {
  readonly standing: S;
  readonly breaches: readonly B[];
}

/**
 * What may happen to what races, one step at a time.
 *
 * @typeParam S - how things stand after some of the calls: a pure value, told apart by its JSON
 */
export interface RaceRules<S, B extends Breach> {
  readonly history: {
    readonly calls: readonly Span[];
    /** How much earlier than due something may be seen, in milliseconds. */
    readonly slack: number;
  };
  start(): S;
  /** What a call may have done at its moment; the likeliest comes first. */
  afterCall(standing: S, call: number): readonly Outcome<S, B>[];
  /** The timers that run, and when they run out by themselves. */
  timed(standing: S): readonly (readonly [timer: number, due: TimeWindow])[];
  /** A timer runs out, and what it sends is seen. */
  runOut(standing: S, timer: number): Outcome<S, B> & { readonly seenAt: number };
  /** What a timer that has not run out by some moment breaks. */
  overdue(standing: S, at: number): readonly B[];
  /** What is left to be said when every call has had its moment. */
  atTheEnd(standing: S): readonly B[];
}
