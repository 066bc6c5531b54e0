import type { Clock } from '../time/clock.js';
import type { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { Future } from './future.js';

/** Everything that the engine needs from the world around it. */
export interface FuturesPorts {
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  /** An unguessable string of URL-safe characters with at least 128 random bits. */
  randomToken(): string;
  readonly rooms: RoomsPort;
}

/** The rooms, as far as futures have to do with them. */
export interface RoomsPort {
  /** Puts an event into its room now, if the room allows it. Answers the event id, or the refusal. */
  insert(draft: EventDraft, insertion: Insertion): string | MatrixError;
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
}

/** What form of events is asked for. */
export interface EventForm {
  /** Whether numbers outside canonical JSON are accepted (Q-CONTENT). */
  readonly anyNumbers: boolean;
}

/** How an event enters its room. */
export interface Insertion extends EventForm {
  /** The future that the event came from; `undefined` for an event that a client sends along with futures (BATCH-1). */
  readonly cause: Future | undefined;
  /** The request that the event is shown to come from, to the device that made it (Q-TXN-ECHO). */
  readonly transaction: { readonly deviceId: string; readonly txnId: string } | undefined;
  /** Milliseconds since the Unix epoch; `undefined` for the time of the room's clock. */
  readonly originServerTs: number | undefined;
  /** Whether the room judges the sender's permission (POWER-3). */
  readonly isJudged: boolean;
}
