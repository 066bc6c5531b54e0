import { isGatewayStatus } from './answer.js';
import { type HttpAnswer, type HttpRequest, TOO_LARGE, type Transport, TransportFailure } from './transport.js';
import type { Liveness } from './liveness.js';

/** How soon a server that is there answers the simplest question, in milliseconds. */
const QUICK_ANSWER_MS = 5_000;

/**
 * A transport that reports to the server's vital signs what becomes of each request, and sends nothing any more when
 * the run has ended.
 */
export function watchedTransport(transport: Transport, signs: Liveness): Transport {
  return {
    async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
      const { ended } = signs;
      if (ended.aborted) throw endOf(ended);
      try {
        const answer = await transport.send(request, signal === undefined ? ended : AbortSignal.any([signal, ended]));
        if (isGatewayError(answer)) signs.unanswered(`a proxy answered ${answer.status} in its place`, false);
        else signs.answered();
        return answer;
      } catch (error) {
        if (ended.aborted) throw endOf(ended);
        const calledOff = signal?.aborted === true && nameOf(signal.reason) !== 'TimeoutError';
        if (error instanceof TransportFailure && error.code === TOO_LARGE) {
          // Who says too much is there.
          signs.answered();
        } else if (error instanceof TransportFailure && !calledOff) {
          signs.unanswered(error.message, error.code === 'ECONNREFUSED');
        }
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

function endOf(ended: AbortSignal): TransportFailure {
  const reason: unknown = ended.reason;
  return new TransportFailure(reason instanceof Error ? reason.message : String(reason));
}

/** Asks a homeserver for what every one has, and tells whether it answered. */
export async function isThere(transport: Transport): Promise<boolean> {
  const request = { method: 'GET', path: '/_matrix/client/versions', headers: {} };
  return !isGatewayError(await transport.send(request, AbortSignal.timeout(QUICK_ANSWER_MS)));
}

/** Whether it is not the homeserver that answers but something before it. */
function isGatewayError({ status, text }: HttpAnswer): boolean {
  return isGatewayStatus(status) && !text.includes('"errcode"');
}

function nameOf(reason: unknown): string | undefined {
  return reason instanceof Error ? reason.name : undefined;
}
