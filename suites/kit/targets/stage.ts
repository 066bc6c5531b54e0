import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { MetLimit } from '../connection/limit-waits.js';
import type { Needs } from '../checks/needs.js';
import type { ServerClock } from '../time/server-clock.js';
import type { Lateness } from '../time/lateness.js';
import type { AccountSourceName } from '../accounts/account-source-name.js';
import type { Versions } from '../connection/server-versions.js';
import type { RoomSupply } from '../rooms/room-supply.js';
import type { RunRemarks } from './run-remarks.js';
import type { Settings } from './settings.js';
import type { SyncLoop } from '../rooms/sync-loop.js';
import type { TargetTime } from '../time/target-time.js';
import type { Span } from '../time/time-window.js';
import type { HttpRequest } from '../connection/transport.js';

/** What one run of one check stands on: a way to the server, time, and accounts. */
export interface Stage {
  /**
   * Sends a request and times it.
   *
   * @throws TransportFailure when no answer came
   */
  send(request: HttpRequest): Promise<Answer>;
  readonly time: TargetTime;
  /** Waits so many milliseconds because the server limits requests. */
  waitForLimit(ms: number): Promise<void>;
  /** As many as the check needs, the first one its own where it needs that. */
  readonly accounts: readonly Account[];
  /** The access token of an application service that the server knows; absent where there is none. */
  readonly asToken?: string | undefined;
  /** The long poll of an account, shared by all who use the account; it rests while nobody does. */
  syncOf(account: Account): SyncLoop;
  /** How many requests the server has been sent so far by anybody of this run, long polls included. */
  asked(): number;
  /** Remembers a further account or device of the check, so that it is cleaned up too. */
  adopt(account: Account): void;
  /** Remembers that an account is in a room of the check, so that it leaves it in the end. */
  joined(account: Account, roomId: string): void;
  /** Remembers that the check is in rooms where others are, and what the names of all that it makes there begin with. */
  sharesRooms(tag: string): void;
  /**
   * Remembers what an account has left waiting on the server, by its revision's name for it, so that it is cancelled in the end.
   *
   * @param until - when it is over by itself at the latest, in the target's time
   */
  leftWaiting(account: Account, name: string, until: number): void;
  /** Forgets that again, since it is over. */
  noLongerWaiting(account: Account, name: string): void;
  /**
   * Restarts the server, together with all other checks under way that are going to, and waits until it answers again;
   * there where the check needs it.
   *
   * @returns from when to when it may have been away, in monotonic milliseconds
   * @throws Inconclusive when it does not come back
   */
  restart?(): Promise<Span>;
  /** Takes the stage down after the check. */
  close(): Promise<void>;
}

/** What is to be said of a target when the run is over. */
export interface Farewell {
  /** What could not be taken away again, one sentence each. */
  readonly left: readonly string[];
  /** How long requests were held back because the server limits them, in milliseconds, added up. */
  readonly throttledMs: number;
  /** The limits by which the server has refused requests, waited for or not; none, unless given. */
  readonly limitsMet?: readonly MetLimit[];
  /** How many accounts the run has used, and the ways by which it had them. */
  readonly accounts?: number;
  readonly accountSources?: readonly AccountSourceName[];
  /** What has been taken away again; the accounts themselves nobody can take away. */
  readonly cleared?: Cleared;
}

/** What a run has taken away again, by number. */
export interface Cleared {
  /** Rooms that were made or joined, and left and forgotten. */
  readonly rooms: number;
  /** Devices of ours that were logged out. */
  readonly devices: number;
}

/**
 * Takes back what a revision's checks have left running in an account.
 *
 * @param waiting - what is known to have been left waiting, by the revision's names
 */
export type CleanUp = (
  account: Account,
  send: (request: HttpRequest) => Promise<Answer>,
  isToBeCleared: IsToBeCleared,
  waiting: readonly string[],
) => Promise<void>;

/**
 * Whether something that waits on the server is to be taken back in the end: it is the run's own, or old enough to be
 * nobody's. What other runs and people have there stays.
 *
 * @param thing - JSON as the server shows it, such as an entry of a listing
 */
export type IsToBeCleared = (thing: unknown) => boolean;

/** A homeserver that checks can be run against. */
export interface Target {
  /** What it is called in reports: its URL, or `embedded`. */
  readonly name: string;
  readonly kind: 'embedded' | 'mock' | 'url';
  readonly settings: Settings;
  readonly lateness: Lateness;
  /** What the run has seen of the server's wall clock. */
  readonly serverClock: ServerClock;
  /** What everything that the run makes is called by, so that it can be told from what other runs and people have made. */
  readonly runName: string;
  /** What is to be said of the whole run in its end. */
  readonly remarks: RunRemarks;
  /** How checks come by rooms where the server may give few; absent where nothing limits them. */
  readonly roomSupply?: RoomSupply;
  /** Aborted when the run cannot go on, because the server is gone or a person has stopped it; its reason is an error. */
  readonly ended?: AbortSignal;
  /**
   * Makes sure that there is a homeserver at all; where it may not be there, to be called before anything else.
   *
   * @throws RunBlocker when there is none, or it cannot be reached
   */
  reach?(): Promise<Versions>;
  /**
   * Prepares for one run of one check.
   *
   * @throws NotApplicable when the target cannot give what the check needs
   * @throws Inconclusive when it could, but did not manage to
   */
  open(needs: Needs): Promise<Stage>;
  /** Does something while few other checks are under way; `undefined` when there is no time left for it. */
  apart<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Whether somebody has said how the server is restarted. */
  readonly canRestart?: boolean;
  /**
   * Takes note of how many events of one user the server lets wait at the same time, as it says itself: so that no more
   * are to wait in an account where there are others; absent where every check has accounts of its own.
   */
  letsWait?(events: number): void;
  /** Adds what is to be done in every account when the target is closed; absent where nothing outlives a check. */
  cleanUpWith?(work: CleanUp): void;
  /** Cleans up and lets go of everything. */
  close(): Promise<Farewell>;
}
