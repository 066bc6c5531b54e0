import type { Express } from 'express';

import type { Clock } from './clock.js';
import { createApp } from './http/app.js';
import { handleWithoutSocket } from './http/bridge.js';
import { listen, type Listening, type Where } from './http/listen.js';
import { ParkedRequests } from './http/parked-requests.js';
import type { RegistrationPolicy } from './http/registration-policy.js';
import { Transactions } from './http/transactions.js';
import { Matrix } from './matrix/matrix.js';
import type { Revision } from './revision.js';
import { systemClock } from './system-clock.js';
import type { VirtualClock } from './virtual-clock.js';

export type { Listening, Where } from './http/listen.js';
export type { RegistrationPolicy } from './http/registration-policy.js';

/** What {@link createHomeserver} can be told. Everything may be left out. */
export interface HomeserverOptions {
  /** The part of user and room ids after the colon; `localhost` by default. */
  readonly serverName?: string;
  /** Where time comes from; the machine by default. */
  readonly clock?: Clock;
  /**
   * Whether `/_clock` lets clients move a virtual clock; never by default.
   *
   * @see virtualClockRoutes
   */
  readonly clockControl?: boolean;
  /** Who may register; by default everybody and guests, and there are no registration tokens. */
  readonly registration?: Partial<RegistrationPolicy>;
}

/** A whole homeserver as one object. It knows of no other in the process, and lives in memory alone. */
export interface Homeserver {
  readonly serverName: string;
  readonly clock: Clock;
  /** The Express app, for instance for `supertest(app)`. */
  readonly app: Express;
  /** Answers a request in this process, without a socket. */
  handle(request: Request): Promise<Response>;
  /** Answers requests on a port; a free one of 127.0.0.1 unless told otherwise. */
  listen(where?: Where): Promise<Listening>;
  /** How many long-polling syncs wait right now. */
  parkedRequests(): number;
  /** Stops all timers and answers every waiting request. Harmless when called again. */
  close(): void;
}

/** Starts a homeserver. */
export function createHomeserver(options: HomeserverOptions = {}): Homeserver {
  const { serverName = 'localhost', clock = systemClock(), clockControl = false, registration = {} } = options;
  const matrix = new Matrix({ serverName, clock });
  const parked = new ParkedRequests();
  const transactions = new Transactions();
  matrix.onLogout((session) => transactions.forget(session));
  const revisions: Revision[] = [];

  const app = createApp({
    matrix,
    parked,
    transactions,
    registration: { dummy: true, tokens: [], guests: true, ...registration },
    unstableFeatures: Object.assign({}, ...revisions.map((revision) => revision.unstableFeatures)) as Record<
      string,
      boolean
    >,
    revisions,
    movableClock: clockControl ? movable(clock) : undefined,
  });

  return {
    serverName,
    clock,
    app,
    handle: (request) => handleWithoutSocket(app, request),
    listen: (where = {}) => listen(app, where),
    parkedRequests: () => parked.count,
    close() {
      for (const revision of revisions) revision.close();
      matrix.close();
      parked.releaseAll();
    },
  };
}

function movable(clock: Clock): VirtualClock | undefined {
  return 'advanceTo' in clock ? (clock as VirtualClock) : undefined;
}
