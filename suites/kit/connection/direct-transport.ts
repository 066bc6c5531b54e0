import { validateHeaderName, validateHeaderValue } from 'node:http';

import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from './transport.js';

/** A request as a server in this process takes it. */
export interface DirectRequest {
  readonly method: string;
  /** Path and query, as they are in a request line. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** An answer as a server in this process gives it. */
export interface DirectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body: Buffer | undefined;
}

/** Answers a request in this process, until it is called off. */
export type Answering = (request: DirectRequest, signal: AbortSignal | undefined) => Promise<DirectAnswer>;

/** What a string is said to be that is sent without saying what it is, as by `fetch`. */
const TEXT = 'text/plain;charset=UTF-8';

/** A path that goes into a request line as it is: nothing in it has to be escaped, and it has no dot segments. */
const PLAIN_PATH = /^(?!.*\/(?:\.|%2e))\/[\w\-.~!$&()*+,;=:@%/?]*$/i;

/**
 * Reaches a homeserver in this process by a call, with what would have come to it over HTTP. A `Request` and a `Response` in
 * between would take a good part of the time of such an exchange.
 *
 * @param host - the name by which it is asked
 * @param answer - answers the requests
 */
export function directTransport(host: string, answer: Answering): Transport {
  return {
    async send({ method, path, headers, body }: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
      try {
        const sent = {
          method,
          path: pathOnTheWire(path),
          headers: headersOf(host, headers, body),
          body: bytesOf(body),
        };
        const answered = await answer(sent, signal);
        return { status: answered.status, headers: textsOf(answered.headers), text: answered.body?.toString() ?? '' };
      } catch (error) {
        throw new TransportFailure(`no answer: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    close: () => undefined,
  };
}

/** A path as every client writes it into the request line. */
function pathOnTheWire(path: string): string {
  if (PLAIN_PATH.test(path)) return path;
  const { pathname, search } = new URL(`http://localhost${path}`);
  return pathname + search;
}

function headersOf(host: string, given: HttpRequest['headers'], body: HttpRequest['body']): Record<string, string> {
  const headers: Record<string, string> = { host };
  for (const [name, value] of Object.entries(given)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    headers[name.toLowerCase()] = value.trim();
  }
  if (typeof body === 'string') headers['content-type'] ??= TEXT;
  return headers;
}

function bytesOf(body: HttpRequest['body']): Buffer | undefined {
  if (body === undefined) return undefined;
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
}

function textsOf(headers: DirectAnswer['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}
