import type { Router } from 'express';

import { clientEvent, shownStates, type Reader } from '../matrix/client-event.js';
import type { JsonObject } from '../matrix/json.js';
import { positionOf } from '../matrix/token.js';
import { joinedRoomOf } from './joined-room.js';
import { forUser } from './route.js';

/** The members of rooms. */
export function addMemberEndpoints(router: Router): void {
  router.get(
    ...forUser('/_matrix/client/v3/rooms/:roomId/members', ({ matrix, session, params, query }) => {
      const { view } = matrix.rooms.viewOf(params.roomId, session.userId);
      const at = query.text('at');
      const position = at === undefined ? Infinity : positionOf(at, matrix.stream);
      const membership = query.text('membership');
      const notMembership = query.text('not_membership');
      const reader: Reader = { session, endpoint: 'members', view, now: matrix.clock.now() };
      const members = view.stateAt(position).filter(({ event: { type, content } }) => {
        if (type !== 'm.room.member') return false;
        return (membership ?? content.membership) === content.membership && notMembership !== content.membership;
      });
      return { chunk: shownStates(members, reader).map((entry) => clientEvent(entry, reader)) };
    }),
  );

  router.get(
    ...forUser('/_matrix/client/v3/rooms/:roomId/joined_members', ({ matrix, session, params }) => {
      const room = joinedRoomOf(matrix, session, params.roomId);
      const members = room
        .usersWith('join')
        .map((userId) => [userId, shown(room.get('m.room.member', userId)?.content)] as const);
      return { joined: Object.fromEntries(members) };
    }),
  );
}

function shown({ displayname, avatar_url: avatarUrl }: JsonObject = {}): JsonObject {
  return {
    ...(displayname === undefined ? {} : { display_name: displayname }),
    ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
  };
}
