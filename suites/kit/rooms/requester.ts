import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { JsonRecord } from './matrix-json.js';
import type { RequestOptions } from './request-options.js';

/** Somebody who makes requests and joins rooms: a user, as far as it takes one to come by a room. */
export interface Requester {
  readonly account: Account;
  readonly userId: string;
  /** Sends any request in this user's name, and returns the answer whatever it is. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  joinById(roomId: string): Promise<unknown>;
}

/**
 * How to make a room; see `User.createRoom`.
 *
 * @typeParam M - who may be in it
 */
export interface RoomOptions<M extends Requester = Requester> {
  /** Who else is in it, joined. */
  readonly members?: readonly M[];
  /** Fields of `m.room.power_levels` that replace the preset's. */
  readonly powerLevels?: JsonRecord;
  /** The room version, where it matters; the server's default otherwise. */
  readonly version?: string;
}
