import type { Router } from 'express';

import type { Session } from '../matrix/accounts.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { RoomView } from '../matrix/room-view.js';
import type { Room } from '../matrix/room.js';
import { optionalText } from './body-field.js';
import { joinedRoomOf } from './joined-room.js';
import { forMember } from './route.js';

/** How far somebody has read, for others and for themselves. */
const MARKERS = ['m.fully_read', 'm.read', 'm.read.private'] as const;

type Marker = (typeof MARKERS)[number];

/** Receipts and read markers. */
export function addReceiptEndpoints(router: Router): void {
  router.post(
    ...forMember(
      '/_matrix/client/v3/rooms/:roomId/receipt/:receiptType/:eventId',
      ({ matrix, session, params, optionalBody }) => {
        const room = joinedRoomOf(matrix, session, params.roomId);
        const marker = MARKERS.find((known) => known === params.receiptType);
        if (marker === undefined) throw new MatrixError(400, 'M_INVALID_PARAM', 'There is no such type of receipt.');
        const threadId = optionalText(optionalBody(), 'thread_id');
        if (threadId === '') throw new MatrixError(400, 'M_INVALID_PARAM', 'thread_id must not be empty.');
        mark(matrix, session, room, marker, params.eventId, threadId);
        return {};
      },
    ),
  );

  router.post(
    ...forMember('/_matrix/client/v3/rooms/:roomId/read_markers', ({ matrix, session, params, optionalBody }) => {
      const room = joinedRoomOf(matrix, session, params.roomId);
      const request = optionalBody();
      const marks = MARKERS.map((marker) => [marker, optionalText(request, marker)] as const);
      // All of them are judged before the first is kept.
      for (const [, eventId] of marks) if (eventId !== undefined) checkIsVisible(room, session, eventId);
      for (const [marker, eventId] of marks)
        if (eventId !== undefined) mark(matrix, session, room, marker, eventId, undefined);
      return {};
    }),
  );
}

function mark(
  matrix: Matrix,
  session: Session,
  room: Room,
  marker: Marker,
  eventId: string,
  threadId: string | undefined,
): void {
  checkIsVisible(room, session, eventId);
  if (marker === 'm.fully_read') matrix.accountData.set(session.userId, room.id, marker, { event_id: eventId });
  else matrix.receipts.add(room, { type: marker, userId: session.userId, eventId, threadId });
}

function checkIsVisible(room: Room, session: Session, eventId: string): void {
  const entry = room.entry(eventId);
  if (entry !== undefined && RoomView.of(room, session.userId)?.canSee(entry) === true) return;
  throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such event in this room.');
}
