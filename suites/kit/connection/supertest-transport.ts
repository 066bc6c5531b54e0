import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';

import supertest from 'supertest';

import { type HttpAnswer, type HttpRequest, TOO_LARGE, type Transport, TransportFailure } from './transport.js';

type Method = 'get' | 'put' | 'post' | 'delete' | 'patch' | 'head' | 'options';

/**
 * How many bytes an answer may have. That is room for a hundred of the largest events; no homeserver has to say more to a test,
 * and one that goes on for ever is not to exhaust us.
 */
const LARGEST_ANSWER_MIB = 8;

/** How a connection is set up beyond its URL. */
export interface ConnectionOptions {
  /** Headers that every request carries; a request's own go before them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificate authorities to trust beside the usual ones, in PEM form. */
  readonly ca?: string;
}

/**
 * Reaches a homeserver over HTTP, with connections that are kept open.
 *
 * @param baseUrl - scheme, host and port, and a path where the server lives below one
 */
export function supertestTransport(baseUrl: string, { headers = {}, ca }: ConnectionOptions = {}): Transport {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  const agent = baseUrl.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true, ...trusted })
    : new HttpAgent({ keepAlive: true });
  const client = supertest(baseUrl.replace(/\/+$/, ''));

  function send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const call = client[request.method.toLowerCase() as Method](request.path)
        .agent(agent)
        .redirects(0)
        .ok(() => true)
        .buffer(true)
        .maxResponseSize(LARGEST_ANSWER_MIB * 1024 * 1024)
        .parse(collectText)
        .set({ ...headers, ...request.headers });
      const abort = (): void => {
        call.abort();
        const late: unknown = signal?.reason;
        const timedOut = late instanceof Error && late.name === 'TimeoutError';
        reject(
          timedOut
            ? new TransportFailure('no answer came in time', 'ETIMEDOUT')
            : new TransportFailure('the request was called off'),
        );
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      if (typeof request.body === 'string') call.send(request.body);
      else if (request.body !== undefined) {
        // Superagent would write JSON about bytes that are said to be JSON; its types know of no serialiser for bytes.
        call.serialize((bytes: unknown) => bytes as string).send(Buffer.from(request.body));
      }
      call.end((error: unknown, response) => {
        signal?.removeEventListener('abort', abort);
        // No status counts as an error here, so an error means that the answer is not whole; there may be a part of it.
        if (error !== null && error !== undefined) return reject(failureOf(error));
        const text: unknown = response.body;
        resolve({ status: response.status, headers: response.headers, text: typeof text === 'string' ? text : '' });
      });
    });
  }

  return {
    send,
    close: () => agent.destroy(),
  };
}

function collectText(parsed: unknown, done: (error: Error | null, body: unknown) => void): void {
  // Superagent hands over the raw response; its types speak of the finished one.
  const response = parsed as NodeJS.ReadableStream;
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer | string) => chunks.push(Buffer.from(chunk)));
  response.on('end', () => done(null, Buffer.concat(chunks).toString('utf8')));
}

/** What OpenSSL says: numbers, places in its source, and between them what is the matter. */
const OPENSSL_REASON = /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/;

function failureOf(error: unknown): TransportFailure {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  // Supertest leaves nothing of the usual codes but the beginning of the words.
  const code = error instanceof Error && 'code' in error ? String(error.code) : /^E[A-Z]+(?=:)/.exec(message)?.[0];
  if (code === TOO_LARGE) {
    return new TransportFailure(
      `the answer is larger than ${LARGEST_ANSWER_MIB} MiB, and was not read to its end`,
      code,
    );
  }
  const words = OPENSSL_REASON.exec(message)?.[1] ?? message;
  // Where several addresses were tried in vain, Node gives the code and no words.
  const named = code === undefined || words.includes(code) ? words : `${words} (${code})`.trim();
  return new TransportFailure(`no answer: ${named}`, code);
}
