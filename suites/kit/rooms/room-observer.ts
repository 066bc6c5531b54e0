import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { JsonRecord } from './matrix-json.js';

/**
 * Who watches a room and sends the markers in it: a user, as far as a room needs one.
 *
 * @typeParam R - a room
 */
export interface RoomObserver<R> {
  readonly account: Account;
  /** Sends a message event; returns its id. */
  send(room: R, type: string, content: JsonRecord): Promise<string>;
  /** The content of a room's current state; `undefined` where there is none. */
  stateOf(room: R, type: string, stateKey: string): Promise<JsonRecord | undefined>;
  /** Changes fields of the room's power levels; returns the answer of the request that did so. */
  changePowerLevels(room: R, change: (levels: JsonRecord) => JsonRecord): Promise<Answer>;
  /** An event as this user sees it now, or that there is none. */
  event(room: R, eventId: string): Promise<Answer>;
}
