import { MatrixError } from './matrix-error.js';

/**
 * A refusal of something that will be possible after some time: 429 `M_LIMIT_EXCEEDED`, with the wait in whole seconds,
 * rounded up, as `Retry-After`, and in milliseconds in the body for clients from before that header.
 *
 * @param waitMs - how long to wait, in milliseconds
 */
export function limitExceeded(waitMs: number, message: string): MatrixError {
  const wait = Math.max(0, Math.ceil(waitMs));
  return new MatrixError(
    429,
    'M_LIMIT_EXCEEDED',
    message,
    { retry_after_ms: wait },
    { 'Retry-After': String(Math.ceil(wait / 1_000)) },
  );
}
