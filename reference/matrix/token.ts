import { MatrixError } from './matrix-error.js';
import type { Stream } from './stream.js';

/** The token that stands for a position, in syncs and in pagination alike. */
export function tokenAt(position: number): string {
  return `s${position}`;
}

/**
 * The position that a token stands for.
 *
 * @throws MatrixError 400 `M_INVALID_PARAM` when this homeserver never gave it out
 */
export function positionOf(token: string, stream: Stream): number {
  const position = /^s(\d{1,15})$/.exec(token)?.[1];
  if (position === undefined || Number(position) > stream.position) {
    throw new MatrixError(400, 'M_INVALID_PARAM', 'The token is not one of this homeserver.');
  }
  return Number(position);
}
