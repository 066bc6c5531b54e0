import type { Router } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';
import { joinedRoomOf } from './joined-room.js';
import { checkIsOwn } from './own-user.js';
import { forMember } from './route.js';

/** How long somebody types who does not say how long. */
const DEFAULT_TYPING_MS = 30_000;

/** Whether users are typing. */
export function addTypingEndpoints(router: Router): void {
  router.put(
    ...forMember('/_matrix/client/v3/rooms/:roomId/typing/:userId', ({ matrix, session, params, body }) => {
      checkIsOwn(session, params.userId);
      const room = joinedRoomOf(matrix, session, params.roomId);
      const { typing, timeout = DEFAULT_TYPING_MS } = body();
      if (typeof typing !== 'boolean') throw new MatrixError(400, 'M_BAD_JSON', 'typing has to be true or false.');
      if (typeof timeout !== 'number' || !Number.isSafeInteger(timeout) || timeout < 0) {
        throw new MatrixError(400, 'M_BAD_JSON', 'timeout has to be a number of milliseconds.');
      }
      if (typing) matrix.typing.start(room, session.userId, timeout);
      else matrix.typing.stop(room, session.userId);
      return {};
    }),
  );
}
