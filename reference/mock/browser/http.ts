import { Readable } from 'node:stream';
import { EventEmitter } from 'node:events';

/*
 * The part of `node:http` that Express and the bridge to it stand on, for the bundle that runs in browsers: a request and an
 * answer that no socket carries. Everything that goes over the network is left to the page's own `fetch`.
 */

/** The methods that Express has functions for. */
export const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Nobody reads in a browser what a status is called. */
export const STATUS_CODES: Readonly<Record<number, string>> = {};

/** A request; its body is what is pushed into it. */
export class IncomingMessage extends Readable {
  readonly socket: unknown;
  readonly headers: Record<string, string> = {};
  readonly rawHeaders: string[] = [];
  complete = false;

  constructor(socket: unknown) {
    super();
    this.socket = socket;
  }

  override _read(): void {
    // The body has been pushed already.
  }
}

type HeaderValue = number | string | readonly string[];

/** An answer: its status and headers. Whoever takes it replaces `write` and `end`. */
export class ServerResponse extends EventEmitter {
  readonly req: unknown;
  statusCode = 200;
  statusMessage = '';
  headersSent = false;
  finished = false;
  destroyed = false;
  readonly #headers = new Map<string, readonly [name: string, value: HeaderValue]>();

  constructor(request: unknown) {
    super();
    this.req = request;
  }

  get writableEnded(): boolean {
    return this.finished;
  }

  setHeader(name: string, value: HeaderValue): this {
    this.#headers.set(name.toLowerCase(), [name, value]);
    return this;
  }

  appendHeader(name: string, value: string | readonly string[]): this {
    const before = this.getHeader(name);
    return this.setHeader(name, before === undefined ? value : [before, value].flat().map(String));
  }

  getHeader(name: string): HeaderValue | undefined {
    return this.#headers.get(name.toLowerCase())?.[1];
  }

  getHeaders(): Record<string, HeaderValue> {
    return Object.fromEntries([...this.#headers].map(([name, [, value]]) => [name, value]));
  }

  getHeaderNames(): string[] {
    return [...this.#headers.keys()];
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase());
  }

  writeHead(status: number, headers: Readonly<Record<string, HeaderValue>> = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return this;
  }
}

/** There are no ports in a browser. */
export function createServer(): never {
  throw new Error('in a browser a homeserver cannot listen on a port');
}
