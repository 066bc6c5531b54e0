import type { Session } from '../matrix/accounts.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { Room } from '../matrix/room.js';

/**
 * The room that a path names, for those who are in it.
 *
 * @throws MatrixError 403 `M_FORBIDDEN`, also when there is no such room, which is not told apart
 */
export function joinedRoomOf(matrix: Matrix, session: Session, roomId: string): Room {
  const room = matrix.rooms.find(roomId);
  if (room?.membershipOf(session.userId) === 'join') return room;
  throw new MatrixError(403, 'M_FORBIDDEN', 'You are not in this room.');
}
