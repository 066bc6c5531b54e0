import type { RacingCall } from '../../races/recorder.js';

/** A future that somebody asked for in a race. Those of one history all name the group of the first one. */
export interface RacingFuture {
  /** What it is called in stories. */
  readonly name: string;
  /** Milliseconds; absent on action futures. */
  readonly timeout?: number;
  /** Given for state futures; no two of a history have the same. */
  readonly stateKey?: string;
}

/** What a request asked for. Futures go by their place in the history. */
export type Command =
  | {
      readonly do: 'schedule';
      readonly of: number;
      /** Whether the server put it into a group other than the one that was named. */
      readonly elsewhere: boolean;
    }
  | { readonly do: 'send' | 'refresh' | 'cancel'; readonly of: number }
  | { readonly do: 'set-state'; readonly stateKey: string }
  /** Reads the listing; `living` are the futures that it showed. */
  | { readonly do: 'list'; readonly living: readonly number[] };

/** An event that came, by the future or the call whose content it has. */
export interface RacingEvent {
  readonly from: { readonly future: number } | { readonly call: number };
  /** The event existed no later than this. */
  readonly seenAt: number;
}

/** All that is known of what happened to one group: the calls, when each was under way, and what came of them. Times are in milliseconds since it began. */
export interface History {
  readonly futures: readonly RacingFuture[];
  readonly calls: readonly RacingCall<Command>[];
  /** In the server's order. */
  readonly events: readonly RacingEvent[];
  /** The event that is current state in the end, by state key and its place among the events; absent where nobody has looked. */
  readonly states: Readonly<Record<string, number>>;
  /** Whatever was due by then has been waited for, as long as is needed to say that it never came. */
  readonly until: number;
  /** How much earlier than due something may be seen, in milliseconds. */
  readonly slack: number;
  /** How much later than due a timer may run out, in milliseconds; absent where no lateness is too much. */
  readonly lateness?: number;
}
