import type { JsonRecord, JsonValue } from '../../kit/rooms/matrix-json.js';
import type { ScheduledEvent } from '../../scheduled-events/scheduled-event.js';

/** What a check asks for when it schedules an event. What is left out gets a value that no other event has. */
export interface DelayedEventWish {
  /** Milliseconds. */
  readonly delay?: number;
  readonly type?: string;
  /** Given for state events. */
  readonly stateKey?: string;
  readonly content?: JsonRecord;
  readonly txnId?: string;
}

/** The same where it may be malformed. Only what is given is sent, but for type and transaction id, which paths need. */
export interface BareWish {
  readonly delay?: JsonValue;
  readonly type?: string;
  readonly stateKey?: JsonValue;
  readonly content?: JsonValue;
  readonly txnId?: string;
}

/** An event that the server has accepted to send later. */
export interface DelayedEvent extends ScheduledEvent {
  readonly delayId: string;
  /** Milliseconds. */
  readonly delay: number;
  readonly txnId: string;
}

/** What can be done with a scheduled event. */
export const ACTIONS = ['send', 'cancel', 'restart'] as const;

export type Action = (typeof ACTIONS)[number];

/** How an event may have ended. */
export type Outcome = 'sent' | 'cancelled' | 'failed';
