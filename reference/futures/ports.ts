import type { Clock } from '../time/clock.js';
import type { RoomsPort } from '../matrix/rooms-port.js';
import type { SharedTimer } from '../time/shared-timer.js';
import type { Future } from './future.js';

/** Everything that the engine needs from the world around it. */
export interface FuturesPorts {
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  /** An unguessable string of URL-safe characters with at least 128 random bits. */
  randomToken(): string;
  /** The one timer of the homeserver. */
  readonly timer: SharedTimer;
  readonly rooms: RoomsPort<Future>;
}
