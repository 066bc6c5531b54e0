import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { MatrixError } from '../../matrix/matrix-error.js';
import type { RoomEvent } from '../../matrix/room-event.js';
import type { Future } from '../future.js';
import type { Requester } from '../requests.js';

/** What else begins and ends the life of futures. */
export interface LifetimeRules {
  /** Whether a request that is refused is stored all the same. */
  readonly refusedStays: (refusal: MatrixError) => boolean;
  /** Whose futures in which room end with an event; `undefined` when it ends none. */
  readonly departure: (event: RoomEvent) => { readonly userId: string; readonly roomId: string } | undefined;
  /** Whether a future ends when a device of its owner logs out. */
  readonly endsWithDevice: (facts: { readonly future: Future; readonly device: Requester }) => boolean;
}

/**
 * The rules on lifetime.
 *
 * Q-RESTART has none: the reference lives in memory, so that everything is `forgotten`.
 */
export function lifetimeRules(readings: FuturesReadings): LifetimeRules {
  return {
    // ERR-6: nothing is left of it, neither a future nor a group.
    refusedStays: () => false,

    // Q-LEAVE. Under `sent` a sender who is back by then sends (POWER-2), one who is not does not (POWER-4).
    departure: readings['Q-LEAVE'] === 'discarded' ? departureBy : () => undefined,

    // Q-LOGOUT
    endsWithDevice: ({ future, device }) => readings['Q-LOGOUT'] === 'dropped' && future.deviceId === device.deviceId,
  };
}

function departureBy(event: RoomEvent): { userId: string; roomId: string } | undefined {
  const { type, state_key: userId, room_id: roomId, content } = event;
  const isDeparture =
    type === 'm.room.member' && (content['membership'] === 'leave' || content['membership'] === 'ban');
  return isDeparture && userId !== undefined ? { userId, roomId } : undefined;
}
