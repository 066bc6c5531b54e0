import type { HttpAnswer, HttpRequest, Transport } from './transport.js';
import { TransportFailure } from './transport.js';
import type { MovableClock } from '../time/virtual-time.js';
import { type JsonRecord, isRecord } from '../rooms/matrix-json.js';

/** A request as a script sees it: taken apart, its body read. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: JsonRecord;
}

/** What a script answers: a status and a body, text as it is, anything else as JSON. */
export type ScriptedAnswer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** Answers a request, or leaves it to the server by answering nothing; a thrown error breaks the connection. */
export type Script = (request: ScriptedRequest) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * The least homeserver that the kit can work with, for the kit's own tests: accounts, rooms in which everybody is,
 * messages, state, `/sync` and `/messages`, in virtual time. Whatever a test is about, its script answers instead.
 */
export class ScriptedServer {
  readonly requests: ScriptedRequest[] = [];
  closed = false;
  readonly #script: Script;
  readonly #events: { roomId: string; event: JsonRecord }[] = [];
  readonly #wakers = new Set<() => void>();
  #timers: readonly Timer[] = [];
  #now = 1_000;
  #made = 0;

  constructor(script: Script = () => undefined) {
    this.#script = script;
  }

  /** Who makes a request, by its access token. */
  static userOf({ token = 'secret-of-nobody' }: ScriptedRequest): string {
    return `@${token.replace('secret-of-', '')}:test`;
  }

  /** Does something when the clock reads `at`. */
  at(at: number, run: () => void): void {
    this.#timers = [...this.#timers, { at, run }].toSorted((a, b) => a.at - b.at);
  }

  /** Lets an event enter a room. */
  emit(roomId: string, event: JsonRecord): string {
    const eventId = `$${this.#next()}`;
    this.#events.push({ roomId, event: { event_id: eventId, sender: '@server:test', content: {}, ...event } });
    for (const wake of this.#wakers) wake();
    return eventId;
  }

  readonly clock: MovableClock = {
    now: () => this.#now,
    nextWakeAt: () => Promise.resolve(this.#timers[0]?.at),
    advanceTo: (at) => {
      this.#now = at;
      const due = this.#timers.filter((timer) => timer.at <= at);
      this.#timers = this.#timers.filter((timer) => timer.at > at);
      for (const { run } of due) run();
      return Promise.resolve();
    },
    parkedRequests: () => Promise.resolve(this.#wakers.size),
  };

  readonly transport: Transport = {
    send: async (request, signal) => {
      const taken = takenApart(request);
      this.requests.push(taken);
      try {
        const [status, body, headers = {}] = (await this.#script(taken)) ?? (await this.#answer(taken, signal));
        return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) } satisfies HttpAnswer;
      } catch (error) {
        throw new TransportFailure(error instanceof Error ? error.message : String(error));
      }
    },
    close: () => undefined,
  };

  close(): void {
    this.closed = true;
  }

  async #answer(request: ScriptedRequest, signal: AbortSignal | undefined): Promise<ScriptedAnswer> {
    const { method, path, query, body } = request;
    const parts = path.split('/').slice(4).map(decodeURIComponent);
    const [first = '', roomId = '', action = '', type = '', key = ''] = parts;
    if (first === 'register' || first === 'login') return [200, this.#account(body)];
    if (first === 'createRoom') return [200, { room_id: `!${this.#next()}:test` }];
    if (first === 'sync') return this.#sync(query, signal);
    if (first !== 'rooms') return [200, {}];
    if (action === 'messages') return [200, { chunk: this.#inRoom(roomId).toReversed() }];
    if (method !== 'PUT') return [200, {}];
    const sent = { type, content: body, ...(action === 'state' ? { state_key: key } : {}) };
    return [200, { event_id: this.emit(roomId, sent) }];
  }

  #account({ username }: JsonRecord): JsonRecord {
    const name = typeof username === 'string' ? username : `user-${this.#next()}`;
    return { user_id: `@${name}:test`, access_token: `secret-of-${name}`, device_id: `DEVICE${this.#next()}` };
  }

  async #sync(query: URLSearchParams, signal: AbortSignal | undefined): Promise<ScriptedAnswer> {
    const since = Number(query.get('since') ?? 0);
    if (this.#events.length === since && Number(query.get('timeout')) > 0) await this.#news(signal);
    const join: Record<string, { timeline: { events: JsonRecord[] } }> = {};
    for (const { roomId, event } of this.#events.slice(since)) {
      (join[roomId] ??= { timeline: { events: [] } }).timeline.events.push(event);
    }
    return [200, { next_batch: String(this.#events.length), rooms: { join } }];
  }

  #news(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        signal?.removeEventListener('abort', wake);
        if (signal?.aborted) reject(new Error('called off'));
        else resolve();
      };
      this.#wakers.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  #inRoom(wanted: string): JsonRecord[] {
    return this.#events.filter(({ roomId }) => roomId === wanted).map(({ event }) => event);
  }

  #next(): number {
    this.#made += 1;
    return this.#made;
  }
}

function takenApart(request: HttpRequest): ScriptedRequest {
  const [path = '', search = ''] = request.path.split(/\?(.*)/s);
  const text = typeof request.body === 'string' ? request.body : '{}';
  const body: unknown = JSON.parse(text);
  return {
    method: request.method,
    path,
    query: new URLSearchParams(search),
    token: request.headers['authorization']?.replace(/^Bearer /, ''),
    body: isRecord(body) ? body : {},
  };
}
