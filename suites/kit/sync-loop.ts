import type { Account } from './accounts/account.js';
import { Answer } from './answer.js';
import { type JsonValue, type SeenEvent, dig, isRecord } from './matrix-json.js';
import { retryAfter } from './retry-after.js';
import type { TargetTime } from './target-time.js';
import { Timeline } from './timeline.js';
import type { HttpRequest, Transport } from './transport.js';

/** How long one poll waits: short of the usual limits of proxies in real time, practically for ever in virtual time. */
const POLL_MS = { real: 25_000, virtual: 10 * 24 * 3_600_000 } as const;

/** Only what checks look at: events in rooms. */
const FILTER = JSON.stringify({
  presence: { not_types: ['*'] },
  account_data: { not_types: ['*'] },
  room: {
    include_leave: true,
    timeline: { limit: 100 },
    ephemeral: { not_types: ['*'] },
    account_data: { not_types: ['*'] },
  },
});

/** How many failed polls in a row, with growing pauses between them, mean that the server is lost. */
const PATIENCE = 6;

/** One account's long poll on `/sync`, shared by all checks that use the account. */
export class SyncLoop {
  readonly #account: Account;
  readonly #transport: Transport;
  readonly #time: TargetTime;
  readonly #timelines = new Map<string, Timeline>();
  readonly #stop = new AbortController();
  #broken: string | undefined;
  #running: Promise<void> | undefined;

  constructor(account: Account, transport: Transport, time: TargetTime) {
    this.#account = account;
    this.#transport = transport;
    this.#time = time;
  }

  /** Why the loop sees nothing any more, where that is so. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** What the account sees of a room. The first call sets the loop going. */
  timelineOf(roomId: string): Timeline {
    if (this.#running === undefined) this.#running = this.#run();
    let timeline = this.#timelines.get(roomId);
    if (timeline === undefined) this.#timelines.set(roomId, (timeline = new Timeline()));
    return timeline;
  }

  /** Ends the loop and its waiting poll. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let since: string | undefined;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const answer = await this.#poll(since);
      if (this.#stop.signal.aborted) return;
      const next = answer?.ok ? answer.string('next_batch') : undefined;
      if (answer === undefined || next === undefined) {
        failures += 1;
        if (answer?.status === 401 || failures > PATIENCE) return this.#giveUp(answer);
        await pause((answer === undefined ? undefined : retryAfter(answer)) ?? 100 * 2 ** failures);
        continue;
      }
      failures = 0;
      await this.#take(answer, since === undefined);
      since = next;
    }
  }

  async #poll(since: string | undefined): Promise<Answer | undefined> {
    const query = new URLSearchParams({
      filter: FILTER,
      timeout: String(since === undefined ? 0 : POLL_MS[this.#time.kind]),
    });
    if (since !== undefined) query.set('since', since);
    return this.#get(`/_matrix/client/v3/sync?${query}`);
  }

  async #get(path: string): Promise<Answer | undefined> {
    const request: HttpRequest = {
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${this.#account.accessToken}` },
    };
    const sentAt = this.#time.now();
    try {
      const answer = await this.#transport.send(request, this.#stop.signal);
      return new Answer(answer, { sentAt, answeredAt: this.#time.now() });
    } catch {
      return undefined;
    }
  }

  async #take(answer: Answer, first: boolean): Promise<void> {
    for (const section of ['join', 'leave']) {
      const rooms = dig(answer.json, 'rooms', section);
      if (!isRecord(rooms)) continue;
      for (const [roomId, room] of Object.entries(rooms)) {
        const events = eventsIn(dig(room, 'timeline', 'events'));
        // The first answer also tells of old rooms of the account that nobody here has asked for.
        const gap = dig(room, 'timeline', 'limited') === true && (!first || this.#timelines.has(roomId));
        const before = gap ? await this.#backfill(roomId, dig(room, 'timeline', 'prev_batch')) : [];
        this.timelineOf(roomId).add([...before, ...events], answer.answeredAt);
      }
    }
  }

  /** Fetches what a limited timeline left out, back to the first event that is known. */
  async #backfill(roomId: string, from: JsonValue | undefined): Promise<SeenEvent[]> {
    const timeline = this.timelineOf(roomId);
    const missed: SeenEvent[] = [];
    let token = from;
    while (typeof token === 'string') {
      const query = new URLSearchParams({ dir: 'b', limit: '100', from: token });
      const answer = await this.#get(`/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages?${query}`);
      const page = eventsIn(answer?.body['chunk']);
      for (const event of page) {
        if (timeline.has(event.event_id)) return missed.toReversed();
        missed.push(event);
      }
      token = page.length === 0 ? undefined : answer?.body['end'];
    }
    return missed.toReversed();
  }

  #giveUp(answer: Answer | undefined): void {
    this.#broken = `/sync stopped working for ${this.#account.name}: ${answer === undefined ? 'no answer' : String(answer)}`;
    for (const timeline of this.#timelines.values()) timeline.notify();
  }
}

function eventsIn(value: JsonValue | undefined): SeenEvent[] {
  if (!Array.isArray(value)) return [];
  return value.filter((event) => isRecord(event) && typeof event['event_id'] === 'string') as unknown as SeenEvent[];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
