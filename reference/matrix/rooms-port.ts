import { MatrixError } from './matrix-error.js';
import type { EventDraft } from './room-event.js';
import type { EventOrigin, Rooms } from './rooms.js';
import type { EventTransaction, Showing, UnsignedFields } from './timeline-entry.js';

/**
 * The rooms of a homeserver as the engine of a revision sees them.
 *
 * @typeParam Cause - what of the revision an event can come from
 */
export interface RoomsPort<Cause> {
  /** Puts an event into its room now, if the room allows it. Answers the event id, or the refusal. */
  insert(draft: EventDraft, insertion: Insertion<Cause>): string | MatrixError;
  /** What the room would answer to the event now; `undefined` when it would take it. */
  refusalNow(draft: EventDraft): MatrixError | undefined;
  /**
   * Judges the form of an event alone.
   *
   * @throws MatrixError when it is too large or cannot be expressed
   */
  checkForm(draft: EventDraft, form: EventForm): void;
  /** Whether a user is in a room now. */
  isJoined(roomId: string, userId: string): boolean;
  /** Whether there is such a room. */
  exists(roomId: string): boolean;
  /** Whether a room says that its messages are encrypted. */
  isEncrypted(roomId: string): boolean;
}

/** What form of events is asked for. */
export interface EventForm {
  /** Whether numbers outside canonical JSON are accepted (Q-CONTENT). */
  readonly anyNumbers: boolean;
}

/** How an event enters its room. */
export interface Insertion<Cause> extends EventForm {
  /** What the event came from; `undefined` for an event that a client sends by itself. */
  readonly cause: Cause | undefined;
  /** The request that the event is shown to come from, to the device that made it (Q-TXN-ECHO, DE-UNS-3). */
  readonly transaction: EventTransaction | undefined;
  /** What else its `unsigned` shows, and to whom (DE-UNS-1). */
  readonly unsigned?: UnsignedFields | undefined;
  /** Who finds it where, of those who may see it; everybody everywhere unless given. */
  readonly isShownTo?: Showing | undefined;
  /** Whether waiting syncs are told of it; yes unless given. */
  readonly wakes?: boolean | undefined;
  /** Its id; a new one unless given. */
  readonly eventId?: string | undefined;
  /** Milliseconds since the Unix epoch; `undefined` for the time of the room's clock. */
  readonly originServerTs: number | undefined;
  /** Whether state makes a new event even when it equals the current state; as the homeserver has it unless given. */
  readonly sameStateIsNew?: boolean | undefined;
  /** Whether the room judges the sender's permission (POWER-3, DE-PERM-1). */
  readonly isJudged: boolean;
  /** Whether a redaction takes anything away; yes unless given. */
  readonly redacts?: boolean | undefined;
}

/** The rooms of a homeserver as a revision sees them, and the way to recognise what it has put into them. */
export interface LodgedRooms<Cause> {
  readonly port: RoomsPort<Cause>;
  /** What an event came from; `undefined` when that was nothing of this revision. */
  causeOf(origin: EventOrigin): Cause | undefined;
}

/**
 * Opens the rooms to a revision.
 *
 * @param kind - what the revision's events are called as an {@link EventOrigin}
 */
export function roomsFor<Cause>(rooms: Rooms, kind: string): LodgedRooms<Cause> {
  return {
    port: {
      insert(draft, { cause, ...options }) {
        const origin: EventOrigin = cause === undefined ? { kind: 'client' } : { kind, cause };
        return refusalOr(() => rooms.send(draft, { ...options, origin }).event_id);
      },
      refusalNow(draft) {
        const refusal = refusalOr(() => rooms.judge(draft));
        return refusal instanceof MatrixError ? refusal : undefined;
      },
      checkForm: (draft, form) => rooms.checkDraft(draft, form),
      isJoined: (roomId, userId) => rooms.isJoined(roomId, userId),
      exists: (roomId) => rooms.find(roomId) !== undefined,
      isEncrypted: (roomId) => rooms.find(roomId)?.get('m.room.encryption', '') !== undefined,
    },
    causeOf: (origin) => (origin.kind === kind && 'cause' in origin ? (origin['cause'] as Cause) : undefined),
  };
}

function refusalOr<T>(act: () => T): T | MatrixError {
  try {
    return act();
  } catch (error) {
    if (error instanceof MatrixError) return error;
    throw error;
  }
}
