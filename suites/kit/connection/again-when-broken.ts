import type { Answer } from './answer.js';
import { NeverAnswered, TransportFailure } from './transport.js';

/** How often something is sent at most. Several connections that were kept open may have been closed at the same time. */
const TRIES = 5;

/**
 * Sends a request again when the connection breaks under it, as one does that the server closed just when it was used.
 * For what does no harm when it is done twice, such as cleaning up.
 *
 * @param send - sends the request once
 * @throws TransportFailure when it broke every time; what else `send` throws, at once
 */
export async function againWhenBroken(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isBroken(error) || tries >= TRIES) throw error;
    }
  }
}

/** Whether a connection broke, rather than that nothing came on one. */
function isBroken(error: unknown): boolean {
  return error instanceof TransportFailure && !(error instanceof NeverAnswered) && error.code !== 'ETIMEDOUT';
}
