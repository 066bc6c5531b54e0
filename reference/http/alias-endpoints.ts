import type { Router } from 'express';

import type { Session } from '../matrix/accounts.js';
import type { Alias } from '../matrix/aliases.js';
import { isRoomAlias } from '../matrix/identifiers.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { requiredText } from './body-field.js';
import { joinedRoomOf } from './joined-room.js';
import { forAnyone, forMember } from './route.js';

/** Names by which rooms are found. */
export function addAliasEndpoints(router: Router): void {
  router.get(
    ...forAnyone('/_matrix/client/v3/directory/room/:alias', ({ matrix, params }) => {
      if (!isRoomAlias(params.alias)) throw new MatrixError(400, 'M_INVALID_PARAM', 'That is no alias.');
      const { roomId } = aliasCalled(matrix, params.alias);
      return { room_id: roomId, servers: [matrix.serverName] };
    }),
  );

  router.put(
    ...forMember('/_matrix/client/v3/directory/room/:alias', ({ matrix, session, params, body }) => {
      const room = joinedRoomOf(matrix, session, requiredText(body(), 'room_id'));
      if (!isRoomAlias(params.alias) || !params.alias.endsWith(`:${matrix.serverName}`)) {
        throw new MatrixError(400, 'M_INVALID_PARAM', 'That is no alias of this homeserver.');
      }
      if (matrix.aliases.get(params.alias) !== undefined)
        throw new MatrixError(409, 'M_UNKNOWN', 'That alias is taken.');
      matrix.aliases.set(params.alias, room.id, session.userId);
      return {};
    }),
  );

  router.delete(
    ...forMember('/_matrix/client/v3/directory/room/:alias', ({ matrix, session, params }) => {
      const alias = aliasCalled(matrix, params.alias);
      if (!mayRemove(matrix, session, alias)) throw new MatrixError(403, 'M_FORBIDDEN', 'That alias is not yours.');
      matrix.aliases.delete(params.alias);
      return {};
    }),
  );
}

function aliasCalled(matrix: Matrix, name: string): Alias {
  const alias = matrix.aliases.get(name);
  if (alias === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such alias.');
  return alias;
}

/** An alias may be removed by whoever made it, and by those who may choose the room's canonical alias. */
function mayRemove(matrix: Matrix, { userId }: Session, { roomId, creator }: Alias): boolean {
  if (userId === creator) return true;
  const room = matrix.rooms.find(roomId);
  if (room?.membershipOf(userId) !== 'join') return false;
  const levels = room.powerLevels;
  return levels.ofUser(userId) >= levels.toSend('m.room.canonical_alias', true);
}
