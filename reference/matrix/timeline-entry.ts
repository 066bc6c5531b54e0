import type { JsonObject } from './json.js';
import type { RoomEvent } from './room-event.js';

/** The request by which a client sent an event, which that client recognises its own event by. */
export interface EventTransaction {
  readonly deviceId: string;
  readonly txnId: string;
}

/** The endpoint by which somebody reads an event. */
export type ReadingEndpoint =
  | 'sync'
  | 'messages'
  | 'event'
  | 'context'
  | 'state'
  | 'state of a key'
  | 'members'
  | 'relations'
  | 'threads'
  | 'search';

/**
 * The part of an answer in which an event stands: by itself, as one that comes before or after what was asked for, as room
 * state beside others, or within another event.
 */
export type AnswerPart = 'itself' | 'neighbours' | 'state' | 'redacted_because' | 'm.relations';

/** Somebody who reads an event. */
export interface EventReader {
  readonly userId: string;
  readonly deviceId: string;
  readonly endpoint: ReadingEndpoint;
  readonly part: AnswerPart;
}

/** Somebody who reads an event, and how they come to see it. */
export interface UnsignedReader extends EventReader {
  readonly isGuest: boolean;
  /** Whether they are in the room by now. */
  readonly isJoined: boolean;
  /** Whether they were in the room when the event came. */
  readonly wasJoined: boolean;
  /** Whether the event has been redacted. */
  readonly isRedacted: boolean;
  /** How many events have come into the room after it. */
  readonly newer: number;
}

/** What an event's `unsigned` shows to somebody beside what it shows of every event. */
export type UnsignedFields = (reader: UnsignedReader) => JsonObject;

/** Whether somebody finds an event where they look. */
export type Showing = (reader: EventReader) => boolean;

/** An event at its place in a room's history. */
export interface TimelineEntry {
  /** The event as it reads now: once redacted, what is left of it. */
  event: RoomEvent;
  /** Its place in the order of everything that happens on the homeserver. */
  readonly position: number;
  /** The state event that was current before this one; only ever set on state events. */
  readonly replaces: TimelineEntry | undefined;
  readonly transaction: EventTransaction | undefined;
  /** What else its `unsigned` shows, and to whom; nothing unless given. */
  readonly unsigned: UnsignedFields | undefined;
  /** Who finds it where, of those who may see it; everybody everywhere unless given. */
  readonly isShownTo?: Showing | undefined;
  /** The redaction that took the event's content away. */
  redactedBecause: TimelineEntry | undefined;
}
