/** Why a sequence is stopped whose commands took so long that it is not the one any more that was planned. */
export const LATE = 'it took so long that a deadline was near';

/** The rest of a sequence is not judged. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
