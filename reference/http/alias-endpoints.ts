import type { Router } from 'express';

import { isRoomAlias } from '../matrix/identifiers.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { requiredText } from './body-field.js';
import { joinedRoomOf } from './joined-room.js';
import { forAnyone, forMember } from './route.js';

/** Names by which rooms are found. */
export function addAliasEndpoints(router: Router): void {
  router.get(
    ...forAnyone('/_matrix/client/v3/directory/room/:alias', ({ matrix, params }) => {
      if (!isRoomAlias(params.alias)) throw new MatrixError(400, 'M_INVALID_PARAM', 'That is no alias.');
      const roomId = matrix.rooms.roomIdOfAlias(params.alias);
      if (roomId === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such alias.');
      return { room_id: roomId, servers: [matrix.serverName] };
    }),
  );

  router.put(
    ...forMember('/_matrix/client/v3/directory/room/:alias', ({ matrix, session, params, body }) => {
      const room = joinedRoomOf(matrix, session, requiredText(body(), 'room_id'));
      if (!isRoomAlias(params.alias) || !params.alias.endsWith(`:${matrix.serverName}`)) {
        throw new MatrixError(400, 'M_INVALID_PARAM', 'That is no alias of this homeserver.');
      }
      if (matrix.rooms.roomIdOfAlias(params.alias) !== undefined)
        throw new MatrixError(409, 'M_UNKNOWN', 'That alias is taken.');
      matrix.rooms.setAlias(params.alias, room.id);
      return {};
    }),
  );
}
