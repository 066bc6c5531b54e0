import type { RoomEvent } from './room-event.js';

/** The request by which a client sent an event, which that client recognises its own event by. */
export interface EventTransaction {
  readonly deviceId: string;
  readonly txnId: string;
}

/** An event at its place in a room's history. */
export interface TimelineEntry {
  /** The event as it reads now: once redacted, what is left of it. */
  event: RoomEvent;
  /** Its place in the order of everything that happens on the homeserver. */
  readonly position: number;
  /** The state event that was current before this one; only ever set on state events. */
  readonly replaces: TimelineEntry | undefined;
  readonly transaction: EventTransaction | undefined;
  /** The redaction that took the event's content away. */
  redactedBecause: TimelineEntry | undefined;
}
