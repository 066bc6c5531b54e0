import { Answer } from './answer.js';
import { Limiter } from './limiter.js';
import { Pace } from './pace.js';
import { retryAfter } from './retry-after.js';
import type { TargetTime } from '../time/target-time.js';
import { type HttpRequest, type Transport, TransportFailure } from './transport.js';

/** How long an answer is waited for, in milliseconds; long polls have no limit. */
const ANSWER_LIMIT_MS = 60_000;

/** How long one request around the checks is tried again and again while the server answers 429, in milliseconds. */
const PATIENCE_WITH_LIMITS_MS = 60_000;

/** Sends requests, only so many at once and not faster than the server allows. */
export class PacedSender {
  readonly #transport: Transport;
  readonly #time: TargetTime;
  readonly #limiter: Limiter;
  readonly #pace = new Pace();
  readonly #giveUpAt: number;

  /**
   * @param transport - the way to the server
   * @param concurrency - how many requests are under way at the same time
   * @param giveUpAt - the moment after which nothing is sent any more
   */
  constructor(transport: Transport, time: TargetTime, concurrency: number, giveUpAt = Number.POSITIVE_INFINITY) {
    this.#transport = transport;
    this.#time = time;
    this.#limiter = new Limiter(concurrency);
    this.#giveUpAt = giveUpAt;
  }

  /** How long requests have been held back in all because the server limits them, in milliseconds. */
  get lost(): number {
    return this.#pace.lost;
  }

  /** Returns when nobody waits to send. */
  whenIdle(): Promise<void> {
    return this.#limiter.run(Number.POSITIVE_INFINITY, () => Promise.resolve());
  }

  /**
   * Sends a request when its turn has come.
   *
   * @param order - the lower one goes first
   */
  send(order: number, request: HttpRequest): Promise<Answer> {
    const time = this.#time;
    return this.#limiter.run(order, async () => {
      await this.#waitFor(this.#pace.take(time.now()));
      const sentAt = time.now();
      const limit = Math.ceil(Math.max(0, Math.min(ANSWER_LIMIT_MS, this.#giveUpAt - sentAt)));
      const raw = await this.#transport.send(request, AbortSignal.timeout(limit));
      const answer = new Answer(raw, { sentAt, answeredAt: time.now() });
      const patience = retryAfter(answer);
      if (patience === undefined) this.#pace.speedUp();
      else this.#pace.slowDown(time.now(), patience);
      return answer;
    });
  }

  /** As {@link send}, but a 429 is waited out, as long as it asks for what a run can give. */
  async sendPatiently(order: number, request: HttpRequest): Promise<Answer> {
    const giveUpAt = this.#time.now() + PATIENCE_WITH_LIMITS_MS;
    for (;;) {
      const answer = await this.send(order, request);
      const wait = retryAfter(answer);
      if (wait === undefined || this.#time.now() + wait > giveUpAt) return answer;
      await this.#waitFor(wait);
    }
  }

  async #waitFor(ms: number): Promise<void> {
    const until = this.#time.now() + ms;
    if (until > this.#giveUpAt) throw new TransportFailure('there was no time left to send it');
    await this.#time.waitUntil(until);
  }
}
