import type { Router } from 'express';

import { isRoomId } from '../matrix/identifiers.js';
import type { JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { checkIsOwn } from './own-user.js';
import { forMember } from './route.js';

/** What only other endpoints may set. */
const SET_ELSEWHERE = ['m.fully_read', 'm.push_rules'];

/** What users keep on the server for themselves. */
export function addAccountDataEndpoints(router: Router): void {
  router.get(
    ...forMember('/_matrix/client/v3/user/:userId/account_data/:type', ({ matrix, session, params }) => {
      checkIsOwn(session, params.userId);
      return stored(matrix, params.userId, undefined, params.type);
    }),
  );

  router.put(
    ...forMember('/_matrix/client/v3/user/:userId/account_data/:type', ({ matrix, session, params, body }) => {
      checkIsOwn(session, params.userId);
      checkIsFree(params.type);
      matrix.accountData.set(params.userId, undefined, params.type, body());
      return {};
    }),
  );

  router.get(
    ...forMember('/_matrix/client/v3/user/:userId/rooms/:roomId/account_data/:type', ({ matrix, session, params }) => {
      checkIsOwn(session, params.userId);
      checkIsRoomId(params.roomId);
      return stored(matrix, params.userId, params.roomId, params.type);
    }),
  );

  router.put(
    ...forMember(
      '/_matrix/client/v3/user/:userId/rooms/:roomId/account_data/:type',
      ({ matrix, session, params, body }) => {
        checkIsOwn(session, params.userId);
        checkIsRoomId(params.roomId);
        checkIsFree(params.type);
        matrix.accountData.set(params.userId, params.roomId, params.type, body());
        return {};
      },
    ),
  );
}

function stored(matrix: Matrix, userId: string, roomId: string | undefined, type: string): JsonObject {
  const content = matrix.accountData.get(userId, roomId, type);
  if (content === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'You keep nothing of this type.');
  return content;
}

function checkIsRoomId(roomId: string): void {
  if (!isRoomId(roomId)) throw new MatrixError(400, 'M_INVALID_PARAM', 'That is no room id.');
}

function checkIsFree(type: string): void {
  if (SET_ELSEWHERE.includes(type))
    throw new MatrixError(405, 'M_BAD_JSON', `${type} is set by an endpoint of its own.`);
}
