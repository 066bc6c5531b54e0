import type { Manner } from '../../races/in-planned-order.js';
import type { RacingCall } from '../../races/recorder.js';

/** An event that somebody asked for in a race. */
export interface RacingEvent {
  /** What it is called in stories. */
  readonly name: string;
  /** Milliseconds. */
  readonly delay: number;
}

/** How an event stands by a lookup; `unknown` where nothing is told of it. */
export type Told = 'waiting' | 'sent' | 'cancelled' | 'failed' | 'unknown';

/** What a request asked for. Events go by their place in the history. */
export type Command =
  | {
      readonly do: 'schedule';
      readonly of: number;
      /** Which of the ids that were given for this event the answer has, in the order of their coming. */
      readonly id: number;
    }
  | { readonly do: 'send' | 'cancel' | 'restart'; readonly of: number }
  | { readonly do: 'lookup'; readonly of: number; readonly told: Told };

/** An event that came. */
export interface Arrival {
  readonly of: number;
  /** The event existed no later than this. */
  readonly seenAt: number;
}

/** All that is known of what happened in a race. Times are in milliseconds since it began. */
export interface History {
  readonly manner: Manner;
  readonly events: readonly RacingEvent[];
  readonly calls: readonly RacingCall<Command>[];
  /** In the server's order. */
  readonly arrivals: readonly Arrival[];
  /** Whatever was due by then has been waited for, as long as is needed to say that it never came. */
  readonly until: number;
  /** How much earlier than due something may be seen, in milliseconds. */
  readonly slack: number;
  /** How many events may wait, where it is known. */
  readonly cap?: number;
}
