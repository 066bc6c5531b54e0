import type { Router } from 'express';

import type { Clock } from './time/clock.js';
import type { CrossOriginPolicy } from './cross-origin.js';
import type { Transactions } from './http/transactions.js';
import type { JsonObject } from './matrix/json.js';
import type { Matrix } from './matrix/matrix.js';
import type { EventDraft } from './matrix/room-event.js';
import type { SharedTimer } from './time/shared-timer.js';

/** What the homeserver hands to a revision of MSC4140 that moves in. */
export interface RevisionHost {
  readonly clock: Clock;
  /** The one timer, of which every revision has a share. */
  readonly timer: SharedTimer;
  readonly matrix: Matrix;
  /** What requests with transaction ids were answered, whichever endpoint took them. */
  readonly transactions: Transactions;
  /** An unguessable string of URL-safe characters with at least 128 random bits. */
  randomToken(): string;
}

/** An event that waits for its time or for somebody to act on it, as it is seen from within the homeserver. */
export interface WaitingEvent extends EventDraft {
  /** The name of the revision in which it was scheduled. */
  readonly revision: string;
  /** When it is due, in milliseconds since the Unix epoch; `undefined` when it waits for an action alone. */
  readonly dueAt: number | undefined;
  /** Its delay or timeout, in milliseconds; `undefined` when it has none. */
  readonly delayMs: number | undefined;
  /** The `delay_id` by which its client knows it; `undefined` in revisions that have none. */
  readonly delayId?: string | undefined;
  /** The `future_group_id` by which its client knows its group; `undefined` in revisions that have none. */
  readonly futureGroupId?: string | undefined;
  /** The tokens by which it can be acted on, each under the name of what it does; `undefined` in revisions that have none. */
  readonly tokens?: Readonly<Partial<Record<'send' | 'refresh' | 'cancel', string>>> | undefined;
}

/**
 * One revision of MSC4140 as a lodger of the homeserver. It learns what happens in rooms and to devices through
 * the subscriptions of `Matrix`, and brings its own endpoints.
 */
export interface Revision {
  /** The name by which `createHomeserver({ revisions })` and the command line know it. */
  readonly name: string;
  /** What `GET /_matrix/client/versions` says about it. */
  readonly unstableFeatures: Readonly<Record<string, boolean>>;
  /** What `GET /_matrix/client/v3/capabilities` says about it at the moment. */
  readonly capabilities: () => JsonObject;
  /** The headers by which an answer, of whichever endpoint, lets web pages read it. */
  readonly crossOriginHeaders: CrossOriginPolicy;
  /**
   * Adds its endpoints. Called before the ordinary ones are added, so that a revision can take over paths
   * such as `/rooms/{roomId}/send/{eventType}/{txnId}` for the requests that are meant for it.
   */
  mount(router: Router): void;
  /** The events that wait, in the order in which they were scheduled. */
  waiting(): readonly WaitingEvent[];
  /** Stops its timers. */
  close(): void;
}
