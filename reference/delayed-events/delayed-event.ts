import type { JsonObject } from '../matrix/json.js';
import type { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';

/** What can be done with a delayed event that waits (DE-ACT-1). */
export const ACTIONS = ['send', 'cancel', 'restart'] as const;

export type DelayedEventAction = (typeof ACTIONS)[number];

/** Where a request came in: by the names of the accepted revision, or by those for the time before (DE-UNST-1). */
export type Prefix = 'stable' | 'unstable';

/** What makes a delayed event go: its time, or the action `send`. */
export type Trigger = 'time' | 'hand';

/** How a delayed event has ended. `at` in milliseconds since the Unix epoch. */
export type Outcome =
  | { readonly how: 'sent'; readonly at: number; readonly eventId: string; readonly by: Trigger }
  | { readonly how: 'failed'; readonly at: number; readonly error: MatrixError; readonly by: Trigger }
  | { readonly how: 'cancelled'; readonly at: number };

/** What changes while a delayed event waits, and what is known of it afterwards. Only the engine writes it. */
export interface DelayedEventLife {
  /** When its delay began: when it was scheduled, or restarted last. Milliseconds since the Unix epoch. */
  since: number;
  /** Milliseconds since the Unix epoch. */
  dueAt: number;
  /** How often it was restarted. */
  restarts: number;
  /** How often the action `send` could not send it. */
  failedSends: number;
  /** Set once it is finished. */
  outcome: Outcome | undefined;
}

/** An event that waits for its time, or that has waited. */
export interface DelayedEvent {
  /** Its place in the order of scheduling, from 0. */
  readonly number: number;
  /** The `delay_id` by which clients know it. */
  readonly id: string;
  /** The user who scheduled it, and who sends its event. */
  readonly owner: string;
  /** The device that scheduled it. */
  readonly deviceId: string;
  /** The event as it will be sent. */
  readonly draft: EventDraft;
  /** The body of the request that scheduled it. */
  readonly request: JsonObject;
  /** The transaction id of that request; `undefined` where it had none. */
  readonly txnId: string | undefined;
  /** Milliseconds. */
  readonly delayMs: number;
  /** What an application service wants its event dated, in milliseconds since the Unix epoch (DE-SCHED-7). */
  readonly timestamp: number | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly scheduledAt: number;
  readonly life: DelayedEventLife;
}

/** Whether a delayed event still waits. */
export function isWaiting({ life }: DelayedEvent): boolean {
  return life.outcome === undefined;
}
