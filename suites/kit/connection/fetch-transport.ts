import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from './transport.js';

/** Answers a request in the manner of `fetch`. */
export type Fetch = (request: Request) => Promise<Response>;

/**
 * Reaches a homeserver through a function like `fetch`: the embedded server's own, or the global one with msw behind it.
 *
 * @param baseUrl - what paths are appended to
 * @param answer - answers the requests
 */
export function fetchTransport(baseUrl: string, answer: Fetch): Transport {
  return {
    async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
      // Whoever makes a request of a signal listens to that for ever, and the signal may be that of a whole run.
      const own = new AbortController();
      const callOff = (): void => own.abort(signal?.reason);
      if (signal?.aborted === true) callOff();
      signal?.addEventListener('abort', callOff);
      try {
        const response = await answer(
          new Request(baseUrl + request.path, {
            method: request.method,
            headers: request.headers,
            body: typeof request.body === 'object' ? new Blob([new Uint8Array(request.body)]) : (request.body ?? null),
            redirect: 'manual',
            signal: own.signal,
          }),
        );
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      } catch (error) {
        throw new TransportFailure(`no answer: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        signal?.removeEventListener('abort', callOff);
      }
    },
    close: () => undefined,
  };
}
