import type { Session } from './accounts.js';
import { bundledRelations } from './bundled-relations.js';
import type { JsonObject } from './json.js';
import type { RoomView } from './room-view.js';
import type { AnswerPart, EventReader, ReadingEndpoint, TimelineEntry, UnsignedReader } from './timeline-entry.js';

/** For whom an event is written down, and when. */
export interface Reader {
  readonly session: Session;
  readonly endpoint: ReadingEndpoint;
  readonly view: RoomView;
  /** The time now, in milliseconds since the Unix epoch. */
  readonly now: number;
  /** The part of the answer that the events are in; by themselves unless given. */
  readonly part?: AnswerPart;
  /** Leaves away what events' children come to, where the children are told themselves. */
  readonly withoutRelations?: boolean;
}

/** An event as the Client-Server API shows it to one client. */
export function clientEvent(entry: TimelineEntry, reader: Reader): JsonObject {
  const { event } = entry;
  return {
    ...event,
    // Room version 11 keeps it in the content; clients may look for it here, too.
    ...(event.type === 'm.room.redaction' && event.content.redacts !== undefined
      ? { redacts: event.content.redacts }
      : {}),
    unsigned: unsignedOf(entry, reader),
  };
}

/** Those events that a client finds where it looks, as the Client-Server API shows them to it. */
export function clientEvents(entries: readonly TimelineEntry[], reader: Reader): JsonObject[] {
  return entries.filter((entry) => isShown(entry, reader)).map((entry) => clientEvent(entry, reader));
}

/** Whether a client that may see an event finds it where it looks. */
export function isShown({ isShownTo }: TimelineEntry, reader: Pick<Reader, 'session' | 'endpoint' | 'part'>): boolean {
  return isShownTo?.(eventReader(reader)) ?? true;
}

/** A piece of state as a client finds it where it looks; `undefined` when it finds none. */
export function shownState(entry: TimelineEntry, reader: Reader): TimelineEntry | undefined {
  let shown: TimelineEntry | undefined = entry;
  while (shown !== undefined && !isShown(shown, reader)) shown = shown.replaces;
  return shown;
}

/** As {@link shownState}, for several pieces of state. */
export function shownStates(entries: readonly TimelineEntry[], reader: Reader): TimelineEntry[] {
  return entries.map((entry) => shownState(entry, reader)).filter((entry) => entry !== undefined);
}

/** As {@link clientEvent}, for answers in which events stand under their room. */
export function clientEventInRoom(entry: TimelineEntry, reader: Reader): JsonObject {
  const { room_id: _, ...event } = clientEvent(entry, reader);
  return event;
}

function unsignedOf(entry: TimelineEntry, reader: Reader): JsonObject {
  const { event, position, transaction, redactedBecause, replaces } = entry;
  const { session, now, view, withoutRelations = false } = reader;
  const within = (part: AnswerPart) => (other: TimelineEntry) => clientEvent(other, { ...reader, part });
  const isOwn = event.sender === session.userId && transaction?.deviceId === session.deviceId;
  const showsBefore = replaces !== undefined && redactedBecause === undefined && view.canSee(replaces);
  const relations = withoutRelations ? {} : bundledRelations(entry, view, within('m.relations'));
  return {
    age: now - event.origin_server_ts,
    membership: view.membershipAt(position),
    ...(isOwn ? { transaction_id: transaction.txnId } : {}),
    ...entry.unsigned?.(unsignedReader(entry, reader)),
    ...(redactedBecause === undefined ? {} : { redacted_because: within('redacted_because')(redactedBecause) }),
    ...(showsBefore ? { prev_content: replaces.event.content, replaces_state: replaces.event.event_id } : {}),
    ...(Object.keys(relations).length === 0 ? {} : { 'm.relations': relations }),
  };
}

function eventReader({
  session,
  endpoint,
  part = 'itself',
}: Pick<Reader, 'session' | 'endpoint' | 'part'>): EventReader {
  return { userId: session.userId, deviceId: session.deviceId, endpoint, part };
}

function unsignedReader({ position, redactedBecause }: TimelineEntry, reader: Reader): UnsignedReader {
  const { session, view } = reader;
  const { room } = view;
  return {
    ...eventReader(reader),
    isGuest: session.isGuest,
    isJoined: room.membershipOf(session.userId) === 'join',
    wasJoined: room.membershipAt(position, session.userId) === 'join',
    isRedacted: redactedBecause !== undefined,
    newer: room.timeline.length - room.indexAfter(position),
  };
}
