import type { Router } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';
import { PRESENCE_STATES } from '../matrix/presence.js';
import { optionalText, requiredText } from './body-field.js';
import { checkIsOwn } from './own-user.js';
import { forMember, forUser } from './route.js';

/** Whether users are there. */
export function addPresenceEndpoints(router: Router): void {
  router.get(
    ...forUser('/_matrix/client/v3/presence/:userId/status', ({ matrix, session, params }) => {
      if (!matrix.rooms.areAcquainted(session.userId, params.userId)) {
        throw new MatrixError(403, 'M_FORBIDDEN', 'You are in no room with that user.');
      }
      return matrix.presence.of(params.userId);
    }),
  );

  router.put(
    ...forMember('/_matrix/client/v3/presence/:userId/status', ({ matrix, session, params, body }) => {
      checkIsOwn(session, params.userId);
      const request = body();
      const state = PRESENCE_STATES.find((known) => known === requiredText(request, 'presence'));
      if (state === undefined) throw new MatrixError(400, 'M_BAD_JSON', 'presence is online, offline or unavailable.');
      const message = optionalText(request, 'status_msg');
      matrix.presence.set(session.userId, state, message, matrix.rooms.acquaintancesOf(session.userId));
      return {};
    }),
  );
}
