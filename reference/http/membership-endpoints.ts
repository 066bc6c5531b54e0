import type { Router } from 'express';

import { isUserId } from '../matrix/identifiers.js';
import type { JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText, picked, requiredText } from './body-field.js';
import { forMember, forUser } from './route.js';

/** Coming to rooms, leaving them, and letting others do so. */
export function addMembershipEndpoints(router: Router): void {
  router.post(
    ...forUser('/_matrix/client/v3/join/:roomIdOrAlias', ({ matrix, session, params, optionalBody }) => {
      const roomId = roomIdOf(matrix, params.roomIdOrAlias);
      matrix.membership.join(roomId, session.userId, reasonIn(optionalBody()));
      return { room_id: roomId };
    }),
  );

  router.post(
    ...forMember('/_matrix/client/v3/knock/:roomIdOrAlias', ({ matrix, session, params, optionalBody }) => {
      const roomId = roomIdOf(matrix, params.roomIdOrAlias);
      matrix.membership.knock(roomId, session.userId, reasonIn(optionalBody()));
      return { room_id: roomId };
    }),
  );

  router.post(
    ...forUser('/_matrix/client/v3/rooms/:roomId/join', ({ matrix, session, params, optionalBody }) => {
      matrix.membership.join(params.roomId, session.userId, reasonIn(optionalBody()));
      return { room_id: params.roomId };
    }),
  );

  router.post(
    ...forUser('/_matrix/client/v3/rooms/:roomId/leave', ({ matrix, session, params, optionalBody }) => {
      matrix.membership.leave(params.roomId, session.userId, reasonIn(optionalBody()));
      return {};
    }),
  );

  router.post(
    ...forUser('/_matrix/client/v3/rooms/:roomId/forget', ({ matrix, session, params }) => {
      matrix.membership.forget(params.roomId, session.userId);
      return {};
    }),
  );

  for (const change of ['invite', 'kick', 'ban', 'unban'] as const) {
    router.post(
      ...forMember(`/_matrix/client/v3/rooms/:roomId/${change}`, ({ matrix, session, params, body }) => {
        const request = body();
        const userId = requiredText(request, 'user_id');
        if (!isUserId(userId)) throw new MatrixError(400, 'M_INVALID_PARAM', 'user_id is no user id.');
        matrix.membership[change](params.roomId, session.userId, userId, reasonIn(request));
        return {};
      }),
    );
  }

  router.get(
    ...forUser('/_matrix/client/v3/joined_rooms', ({ matrix, session }) => ({
      joined_rooms: matrix.rooms.joinedRooms(session.userId).map((room) => room.id),
    })),
  );
}

function roomIdOf(matrix: Matrix, roomIdOrAlias: string): string {
  if (!roomIdOrAlias.startsWith('#')) return roomIdOrAlias;
  const roomId = matrix.aliases.get(roomIdOrAlias)?.roomId;
  if (roomId === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such alias.');
  return roomId;
}

function reasonIn(body: JsonObject): JsonObject {
  optionalText(body, 'reason');
  return picked(body, ['reason']);
}
