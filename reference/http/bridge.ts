import { EventEmitter } from 'node:events';
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Express } from 'express';

/** Statuses whose answers never have a body, which `Response` insists on. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** What says where a body ends: between client and server they are true by necessity, so here the bridge sets them. */
const FRAMING_HEADERS = new Set(['content-length', 'transfer-encoding']);

/** A request as it comes to a server. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where there is none, which is not the same as an empty one. */
  readonly body?: Buffer | undefined;
  /** Whether it came encrypted; it did not unless said otherwise. */
  readonly encrypted?: boolean;
}

/** An answer as it leaves a server. */
export interface PlainAnswer {
  readonly status: number;
  readonly statusText: string;
  /** By lower-case name. */
  readonly headers: OutgoingHttpHeaders;
  /** Absent where an answer never has one. */
  readonly body: Buffer | undefined;
}

/**
 * Hands a request to an Express app and takes the answer back, without a socket. When it is called off, Express sees the
 * connection close and the promise is rejected, as with `fetch`.
 *
 * @param signal - calls it off
 */
export async function answerWithoutSocket(
  app: Express,
  request: PlainRequest,
  signal?: AbortSignal,
): Promise<PlainAnswer> {
  signal?.throwIfAborted();
  return new Promise<PlainAnswer>((resolve, reject) => {
    const incoming = incomingMessageOf(request);
    const outgoing = new ServerResponse(incoming);
    let isOpen = true;
    const close = (): void => {
      isOpen = false;
      signal?.removeEventListener('abort', abort);
      outgoing.destroyed = true;
      outgoing.emit('close');
    };
    const abort = (): void => {
      if (!isOpen) return;
      incoming.socket.destroy();
      incoming.destroy();
      close();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort);

    collectAnswer(outgoing, (body) => {
      if (!isOpen) return;
      resolve(answerOf(outgoing, request.method, body));
      close();
    });
    app(incoming, outgoing);
  });
}

/**
 * Hands a `Request` to an Express app and takes the `Response` back, without a socket, as {@link answerWithoutSocket} does.
 *
 * @param whole - the body of the request, where it has been read already
 */
export async function handleWithoutSocket(app: Express, request: Request, whole?: Buffer): Promise<Response> {
  request.signal.throwIfAborted();
  const body = whole ?? (await bodyOf(request));
  return responseOf(await answerWithoutSocket(app, plainRequestOf(request, body), request.signal));
}

/** Reads the body of a request; `undefined` when it has none. */
export async function bodyOf(request: Request): Promise<Buffer | undefined> {
  return request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
}

function plainRequestOf(request: Request, body: Buffer | undefined): PlainRequest {
  const [host, path] = hostAndPathOf(request.url);
  const headers = { ...Object.fromEntries(request.headers), host: request.headers.get('host') ?? host };
  return { method: request.method, path, headers, body, encrypted: request.url.startsWith('https:') };
}

function incomingMessageOf({ method, path, headers, body, encrypted = false }: PlainRequest): IncomingMessage {
  const incoming = new IncomingMessage(new NoSocket(encrypted) as unknown as Socket);
  incoming.method = method;
  incoming.url = path;
  incoming.httpVersion = '1.1';
  incoming.httpVersionMajor = 1;
  incoming.httpVersionMinor = 1;
  const add = (name: string, value: string): void => {
    incoming.headers[name] = value;
    incoming.rawHeaders.push(name, value);
  };
  for (const [name, value] of Object.entries(headers)) {
    if (!FRAMING_HEADERS.has(name)) add(name, value);
  }
  if (body !== undefined) {
    add('content-length', String(body.length));
    incoming.push(body);
  }
  incoming.push(null);
  incoming.complete = true;
  return incoming;
}

/** What Express and its body reader look at in a socket; a real one would cost more than all the rest of a request. */
class NoSocket extends EventEmitter {
  readonly remoteAddress = '127.0.0.1';
  readable = true;
  destroyed = false;

  constructor(readonly encrypted: boolean) {
    super();
  }

  destroy(): void {
    this.readable = false;
    this.destroyed = true;
    this.emit('close');
  }
}

/** Splits a URL by hand, so that its path reaches Express exactly as `Request` holds it. */
function hostAndPathOf(url: string): [host: string, path: string] {
  const hostStart = url.indexOf('//') + 2;
  const pathStart = url.indexOf('/', hostStart);
  const fragmentStart = url.indexOf('#', pathStart);
  return [url.slice(hostStart, pathStart), url.slice(pathStart, fragmentStart === -1 ? undefined : fragmentStart)];
}

/**
 * Takes over what Express writes. Own properties do it: Express exchanges the prototypes of the objects it gets.
 *
 * @param onEnd - called once, with the whole body
 */
function collectAnswer(outgoing: ServerResponse, onEnd: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const take = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string')
      chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  outgoing.write = ((chunk: unknown, encoding: unknown): boolean => {
    take(chunk, encoding);
    return true;
  }) as typeof outgoing.write;
  outgoing.end = ((chunk: unknown, encoding: unknown): ServerResponse => {
    if (outgoing.writableEnded) return outgoing;
    take(chunk, encoding);
    outgoing.finished = true;
    Object.defineProperty(outgoing, 'headersSent', { value: true });
    outgoing.emit('finish');
    onEnd(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    return outgoing;
  }) as typeof outgoing.end;
}

function answerOf(outgoing: ServerResponse, method: string, body: Buffer): PlainAnswer {
  const { statusCode: status, statusMessage: statusText } = outgoing;
  const hasBody = method !== 'HEAD' && !WITHOUT_BODY.has(status);
  return { status, statusText, headers: outgoing.getHeaders(), body: hasBody ? body : undefined };
}

function responseOf({ status, statusText, headers, body }: PlainAnswer): Response {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const item of Array.isArray(value) ? value : [value]) all.append(name, String(item));
  }
  return new Response(body === undefined ? null : new Uint8Array(body), { status, statusText, headers: all });
}
