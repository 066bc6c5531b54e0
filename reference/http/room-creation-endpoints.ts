import type { Router } from 'express';

import { createRoom } from '../matrix/create-room.js';
import { forMember } from './route.js';

/** Making rooms. */
export function addRoomCreationEndpoints(router: Router): void {
  router.post(
    ...forMember('/_matrix/client/v3/createRoom', ({ matrix, session, optionalBody }) =>
      createRoom(matrix, session.userId, optionalBody()),
    ),
  );
}
