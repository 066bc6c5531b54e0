import type { JsonObject } from '../matrix/json.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { FutureWish } from './requests.js';

/** A timeout future has a timer, an action future has none and waits for a token (SCHED-5, SCHED-6). */
export type FutureKind = 'timeout' | 'action';

/** What a token does. */
export type TokenAction = 'send' | 'refresh' | 'cancel';

/** The tokens of one future, by what they do. */
export type FutureTokens = Readonly<Partial<Record<TokenAction, string>>>;

/** What makes a future resolve. */
export type Trigger = 'timer' | 'token';

/** Why a future is gone. */
export type EndReason =
  /** Its event is in the room. */
  | 'sent'
  /** Another one of its group was sent, or refused by a room, and took it along. */
  | 'discarded'
  | 'cancelled'
  /** A new state event came first. */
  | 'invalidated'
  /** The room did not take its event. */
  | 'refused'
  /** Its group lost the last timeout future. */
  | 'orphaned'
  /** Its sender left the room. */
  | 'departed'
  /** Its device logged out. */
  | 'logged-out'
  /** A later future for the same state took its place. */
  | 'replaced';

/** What changes while a future lives, and what outlives it. Only the engine writes it. */
export interface FutureLife {
  /** When its timer runs out, in milliseconds since the Unix epoch; `undefined` for action futures. */
  dueAt: number | undefined;
  /** How often its timer was restarted. */
  refreshes: number;
  /** Set once it is gone; `at` in milliseconds since the Unix epoch. */
  ended: { readonly because: EndReason; readonly at: number } | undefined;
}

/** An event that waits for its time or for a token. */
export interface Future {
  /** Its place in the order of scheduling, from 0. */
  readonly number: number;
  readonly kind: FutureKind;
  /** The user who scheduled it, and who sends its event. */
  readonly owner: string;
  /** The device that scheduled it. */
  readonly deviceId: string;
  readonly group: Group;
  /** The event as it will be sent. */
  readonly draft: EventDraft;
  /** What was asked for. */
  readonly wish: FutureWish;
  /** Equal for equal requests. */
  readonly fingerprint: string;
  /** Milliseconds; `undefined` for action futures. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly scheduledAt: number;
  readonly tokens: FutureTokens;
  /** The tokens as they were first answered (LIST-3). */
  readonly answer: JsonObject;
  readonly life: FutureLife;
}

/** Futures of which at most one is ever sent (GROUP-1). It lives as long as it has members. */
export interface Group {
  /** What tells it apart from all other groups; see `groupKey` among the rules. */
  readonly key: string;
  /** The id by which clients know it. */
  readonly id: string;
  readonly owner: string;
  /** Whether the server made up the id (GROUP-3). */
  readonly isGenerated: boolean;
  /** Its living futures, in the order of scheduling. */
  readonly members: ReadonlySet<Future>;
}

/** Whether there is a timeout future among these: without one, nothing makes sure that they end some day. */
export function hasTimeout(futures: Iterable<Future>): boolean {
  for (const future of futures) if (future.kind === 'timeout') return true;
  return false;
}

/** The kind of future that a request asks for. */
export function kindOf({ timeoutMs }: Pick<FutureWish, 'timeoutMs'>): FutureKind {
  return timeoutMs === 'none' ? 'action' : 'timeout';
}
