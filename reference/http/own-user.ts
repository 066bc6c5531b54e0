import type { Session } from '../matrix/accounts.js';
import { MatrixError } from '../matrix/matrix-error.js';

/**
 * Makes sure that a path which names a user names the one who asks.
 *
 * @throws MatrixError 403 `M_FORBIDDEN`
 */
export function checkIsOwn(session: Session, userId: string): void {
  if (session.userId !== userId) throw new MatrixError(403, 'M_FORBIDDEN', 'That belongs to another user.');
}
