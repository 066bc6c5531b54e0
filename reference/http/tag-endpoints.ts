import type { Router } from 'express';

import type { Json, JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { checkIsOwn } from './own-user.js';
import { forMember } from './route.js';

/** As which type of a room's account data its tags are kept. */
const TAGS = 'm.tag';

/** The tags by which users sort their rooms. */
export function addTagEndpoints(router: Router): void {
  router.get(
    ...forMember('/_matrix/client/v3/user/:userId/rooms/:roomId/tags', ({ matrix, session, params }) => {
      checkIsOwn(session, params.userId);
      return { tags: Object.fromEntries(tagsOf(matrix, params.userId, params.roomId)) };
    }),
  );

  router.put(
    ...forMember('/_matrix/client/v3/user/:userId/rooms/:roomId/tags/:tag', ({ matrix, session, params, body }) => {
      const { userId, roomId, tag } = params;
      checkIsOwn(session, userId);
      const content = body();
      checkOrder(content.order);
      setTags(matrix, userId, roomId, tagsOf(matrix, userId, roomId).set(tag, content));
      return {};
    }),
  );

  router.delete(
    ...forMember('/_matrix/client/v3/user/:userId/rooms/:roomId/tags/:tag', ({ matrix, session, params }) => {
      const { userId, roomId, tag } = params;
      checkIsOwn(session, userId);
      const tags = tagsOf(matrix, userId, roomId);
      if (tags.delete(tag)) setTags(matrix, userId, roomId, tags);
      return {};
    }),
  );
}

/** A user's tags of a room; whatever else their clients may have kept in their place is no tag. */
function tagsOf({ accountData }: Matrix, userId: string, roomId: string): Map<string, Json> {
  const { tags } = accountData.get(userId, roomId, TAGS) ?? {};
  return new Map(typeof tags === 'object' && tags !== null && !Array.isArray(tags) ? Object.entries(tags) : []);
}

function setTags({ accountData }: Matrix, userId: string, roomId: string, tags: ReadonlyMap<string, Json>): void {
  accountData.set(userId, roomId, TAGS, { tags: Object.fromEntries(tags) } satisfies JsonObject);
}

function checkOrder(order: Json | undefined): void {
  if (order === undefined || (typeof order === 'number' && order >= 0 && order <= 1)) return;
  throw new MatrixError(400, 'M_BAD_JSON', 'order has to be a number from 0 to 1.');
}
