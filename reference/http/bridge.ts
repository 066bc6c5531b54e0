import { EventEmitter } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Express } from 'express';

/** Statuses whose answers never have a body, which `Response` insists on. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** What says where a body ends: between client and server they are true by necessity, so here the bridge sets them. */
const FRAMING_HEADERS = new Set(['content-length', 'transfer-encoding']);

/**
 * Hands a `Request` to an Express app and takes the `Response` back, without a socket. When the request is aborted,
 * Express sees the connection close and the promise is rejected, as with `fetch`.
 *
 * @param whole - the body of the request, where it has been read already
 */
export async function handleWithoutSocket(app: Express, request: Request, whole?: Buffer): Promise<Response> {
  const { signal } = request;
  signal.throwIfAborted();
  const body = whole ?? (await bodyOf(request));
  signal.throwIfAborted();

  return new Promise<Response>((resolve, reject) => {
    const incoming = incomingMessageOf(request, body);
    const outgoing = new ServerResponse(incoming);
    let isOpen = true;
    const close = (): void => {
      isOpen = false;
      signal.removeEventListener('abort', abort);
      outgoing.destroyed = true;
      outgoing.emit('close');
    };
    const abort = (): void => {
      if (!isOpen) return;
      incoming.socket.destroy();
      incoming.destroy();
      close();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort);

    collectAnswer(outgoing, (answer) => {
      if (!isOpen) return;
      resolve(responseOf(outgoing, request.method, answer));
      close();
    });
    app(incoming, outgoing);
  });
}

/** Reads the body of a request; `undefined` when it has none. */
export async function bodyOf(request: Request): Promise<Buffer | undefined> {
  return request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
}

function incomingMessageOf(request: Request, body: Buffer | undefined): IncomingMessage {
  const [host, path] = hostAndPathOf(request.url);
  const incoming = new IncomingMessage(new NoSocket(request.url.startsWith('https:')) as unknown as Socket);
  incoming.method = request.method;
  incoming.url = path;
  incoming.httpVersion = '1.1';
  incoming.httpVersionMajor = 1;
  incoming.httpVersionMinor = 1;
  const add = (name: string, value: string): void => {
    incoming.headers[name] = value;
    incoming.rawHeaders.push(name, value);
  };
  request.headers.forEach((value, name) => {
    if (!FRAMING_HEADERS.has(name)) add(name, value);
  });
  if (!request.headers.has('host')) add('host', host);
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

function responseOf(outgoing: ServerResponse, method: string, body: Buffer): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(outgoing.getHeaders())) {
    for (const item of Array.isArray(value) ? value : [value]) headers.append(name, String(item));
  }
  const hasBody = method !== 'HEAD' && !WITHOUT_BODY.has(outgoing.statusCode);
  return new Response(hasBody ? new Uint8Array(body) : null, {
    status: outgoing.statusCode,
    statusText: outgoing.statusMessage,
    headers,
  });
}
