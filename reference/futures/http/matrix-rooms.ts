import type { Future } from '../future.js';
import type { RoomsPort } from '../ports.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { Matrix } from '../../matrix/matrix.js';
import type { EventOrigin } from '../../matrix/rooms.js';

const ORIGIN_KIND = 'future';

/** The future that an event came from; `undefined` when it came from elsewhere. */
export function causeOf(origin: EventOrigin): Future | undefined {
  return origin.kind === ORIGIN_KIND && 'future' in origin ? (origin['future'] as Future) : undefined;
}

/** The rooms of a homeserver as futures see them. */
export function matrixRooms({ rooms }: Matrix): RoomsPort {
  return {
    insert(draft, { cause, ...options }) {
      const origin: EventOrigin = cause === undefined ? { kind: 'client' } : { kind: ORIGIN_KIND, future: cause };
      return refusalOr(() => rooms.send(draft, { ...options, origin }).event_id);
    },
    refusalNow(draft) {
      const refusal = refusalOr(() => rooms.judge(draft));
      return refusal instanceof MatrixError ? refusal : undefined;
    },
    checkForm: (draft, form) => rooms.checkDraft(draft, form),
    isJoined: (roomId, userId) => rooms.isJoined(roomId, userId),
  };
}

function refusalOr<T>(act: () => T): T | MatrixError {
  try {
    return act();
  } catch (error) {
    if (error instanceof MatrixError) return error;
    throw error;
  }
}
