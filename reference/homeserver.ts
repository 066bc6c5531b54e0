import type { Express } from 'express';

import type { Clock } from './time/clock.js';
import { createApp } from './http/app.js';
import { handleWithoutSocket } from './http/bridge.js';
import {
  createDelayedEventsRevision,
  type DelayedEventsRevisionOptions,
} from './delayed-events/http/delayed-events-revision.js';
import { createFuturesRevision, type FuturesRevisionOptions } from './futures/http/futures-revision.js';
import { listen, type Listening, type Where } from './http/listen.js';
import { ParkedRequests } from './http/parked-requests.js';
import type { RegistrationPolicy } from './http/registration-policy.js';
import { Transactions } from './http/transactions.js';
import type { RateLimit } from './matrix/allowances.js';
import type { ApplicationService } from './matrix/application-services.js';
import type { JsonObject } from './matrix/json.js';
import { Matrix, randomToken } from './matrix/matrix.js';
import { type RoomVersionName, roomVersionCalled } from './matrix/room-version.js';
import { isServerName } from './matrix/server-name.js';
import type { Revision, RevisionHost, WaitingEvent } from './revision.js';
import { SharedTimer } from './time/shared-timer.js';
import { systemClock } from './time/system-clock.js';
import type { VirtualClock } from './time/virtual-clock.js';

export type { Listening, Where } from './http/listen.js';
export type { RegistrationPolicy } from './http/registration-policy.js';
export type { RateLimit } from './matrix/allowances.js';
export type { ApplicationService } from './matrix/application-services.js';
export type { RoomVersionName } from './matrix/room-version.js';
export type { WaitingEvent } from './revision.js';

export type { DelayedEventsRevisionOptions } from './delayed-events/http/delayed-events-revision.js';
export type { FuturesRevisionOptions } from './futures/http/futures-revision.js';

/** How each revision of MSC4140 that this homeserver knows moves in. */
const REVISIONS = {
  futures: (host, { futures }) => createFuturesRevision(host, futures),
  'delayed-events': (host, { delayedEvents }) => createDelayedEventsRevision(host, delayedEvents),
} satisfies Record<string, (host: RevisionHost, options: HomeserverOptions) => Revision>;

/** A revision of MSC4140 that this homeserver knows. */
export type RevisionName = keyof typeof REVISIONS;

/** Makes a revision that the homeserver does not know by name. */
export type RevisionFactory = (host: RevisionHost) => Revision;

/** What {@link createHomeserver} can be told. Everything may be left out. */
export interface HomeserverOptions {
  /** The part of user and room ids after the colon; `localhost` by default. */
  readonly serverName?: string;
  /** The version of rooms that are made without naming one; 11 by default. Both can be asked for. */
  readonly roomVersion?: RoomVersionName;
  /** Where time comes from; the machine by default. */
  readonly clock?: Clock;
  /**
   * Whether `/_clock` lets clients move a virtual clock; never by default.
   *
   * @see virtualClockRoutes
   */
  readonly clockControl?: boolean;
  /**
   * The revisions of MSC4140 that it offers; all of them by default, at once. One that it does not know moves in by a
   * function that makes it.
   */
  readonly revisions?: readonly (RevisionName | RevisionFactory)[];
  /** How it speaks the `futures` revision. */
  readonly futures?: FuturesRevisionOptions | undefined;
  /** How it speaks the `delayed-events` revision. */
  readonly delayedEvents?: DelayedEventsRevisionOptions | undefined;
  /**
   * Whether state that a client sends makes a new event even when it equals the current state. It does by default, unless
   * the reading Q-SAME-STATE of the `futures` revision says otherwise.
   */
  readonly sameStateIsNew?: boolean;
  /** The application services that act on it, with tokens of their own; none by default. */
  readonly applicationServices?: readonly ApplicationService[];
  /** How fast one caller may be, beyond which there is a 429; no limit by default. */
  readonly rateLimit?: RateLimit;
  /** Who may register; by default everybody and guests, and there are no registration tokens. */
  readonly registration?: Partial<RegistrationPolicy>;
}

/** A whole homeserver as one object. It knows of no other in the process, and lives in memory alone. */
export interface Homeserver {
  readonly serverName: string;
  readonly clock: Clock;
  /** What it knows and does, without HTTP: for tests and tools that look at it from within the process. */
  readonly matrix: Matrix;
  /** The Express app, for instance for `supertest(app)`. */
  readonly app: Express;
  /** Answers a request in this process, without a socket. */
  handle(request: Request): Promise<Response>;
  /** Answers requests on a port; a free one of 127.0.0.1 unless told otherwise. */
  listen(where?: Where): Promise<Listening>;
  /** The events that wait for their time or for an action, those of each revision in the order of scheduling. */
  waitingEvents(): WaitingEvent[];
  /** How many long-polling syncs wait right now. */
  parkedRequests(): number;
  /** Stops all timers and answers every waiting request. Harmless when called again. */
  close(): void;
}

/**
 * Starts a homeserver.
 *
 * @throws RangeError when a revision, one of its readings, the room version, the server name or an
 * application service is none
 */
export function createHomeserver(options: HomeserverOptions = {}): Homeserver {
  const { serverName = 'localhost', clock = systemClock(), clockControl = false, registration = {} } = options;
  const { revisions: names = Object.keys(REVISIONS) as RevisionName[], roomVersion, applicationServices } = options;
  const { sameStateIsNew = options.futures?.readings?.['Q-SAME-STATE'] !== 'no' } = options;
  if (!isServerName(serverName)) throw new RangeError(`${serverName} is no name of a server`);
  if (roomVersion !== undefined && roomVersionCalled(roomVersion) === undefined)
    throw new RangeError(`there is no room version called ${String(roomVersion)}`);
  const matrix = new Matrix({ serverName, clock, roomVersion, applicationServices, sameStateIsNew });
  const timer = new SharedTimer(clock);
  const parked = new ParkedRequests();
  const transactions = new Transactions();
  matrix.onLogout((session) => transactions.forget(session));
  const revisions = names.map((name) =>
    createRevision(name, { clock, timer, matrix, transactions, randomToken }, options),
  );

  const app = createApp({
    matrix,
    parked,
    transactions,
    registration: { dummy: true, tokens: [], guests: true, ...registration },
    unstableFeatures: Object.assign({}, ...revisions.map((revision) => revision.unstableFeatures)) as Record<
      string,
      boolean
    >,
    capabilities: () => Object.assign({}, ...revisions.map((revision) => revision.capabilities())) as JsonObject,
    revisions,
    rateLimit: options.rateLimit,
    movableClock: clockControl ? movable(clock) : undefined,
  });

  return {
    serverName,
    clock,
    matrix,
    app,
    handle: (request) => handleWithoutSocket(app, request),
    listen: (where = {}) => listen(app, where),
    waitingEvents: () => revisions.flatMap((revision) => revision.waiting()),
    parkedRequests: () => parked.count,
    close() {
      for (const revision of revisions) revision.close();
      matrix.close();
      parked.releaseAll();
    },
  };
}

function createRevision(
  name: RevisionName | RevisionFactory,
  host: RevisionHost,
  options: HomeserverOptions,
): Revision {
  if (typeof name === 'function') return name(host);
  if (!Object.hasOwn(REVISIONS, name)) throw new RangeError(`there is no revision called ${name}`);
  return REVISIONS[name](host, options);
}

function movable(clock: Clock): VirtualClock | undefined {
  return 'advanceTo' in clock ? (clock as VirtualClock) : undefined;
}
