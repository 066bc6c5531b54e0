import { Inconclusive } from '../checks/verdict.js';
import { Answer } from './answer.js';
import { endpointOf } from './endpoint-of.js';
import { LimitWaits } from './limit-waits.js';
import { Limiter } from './limiter.js';
import { MuteEndpoints } from './mute-endpoints.js';
import { Pace } from './pace.js';
import { retryAfter } from './retry-after.js';
import { Strain } from './strain.js';
import type { TargetTime } from '../time/target-time.js';
import { type HttpRequest, type HttpAnswer, NeverAnswered, type Transport, TransportFailure } from './transport.js';
import { Turns } from './turns.js';
import { WhoseLimits } from './whose-limits.js';

/** After how long without an answer, in milliseconds, a request keeps no other one waiting any longer. */
const STEP_ASIDE_MS = 5_000;

/**
 * How many requests that give a server much to do are under way at the same time: a share of all that it answers without
 * strain, and so many at least. More of them would only make it late with what it has promised to send, since it has no more
 * hands for them.
 */
const LABORIOUS = { share: 0.5, least: 2 } as const;

/**
 * Up to which patience a 429 is about how many requests there are, in milliseconds, so that all of them are spaced out, unless it
 * turns out that others are not refused meanwhile.
 * A longer one is about what was asked for, by whom, and nothing else is held back for it.
 */
const OF_ALL_REQUESTS_MS = 2_000;

/** How a sender treats a server that limits requests, and how long it goes on. */
export interface SenderOptions {
  /** How many requests are under way at the same time, as long as the server takes that many without strain. */
  readonly concurrency: number;
  /** How long one request may wait for the server's limits, in milliseconds. */
  readonly limitWait: number;
  /** The moment after which nothing is sent any more; never, unless given. */
  readonly giveUpAt?: number;
  /** Called whenever a limit was met that the server has for each user apart. */
  readonly onLimitOfUser?: () => void;
}

/** Sends requests, only so many at once and not faster than the server allows. */
export class PacedSender {
  readonly waits: LimitWaits;
  readonly #transport: Transport;
  readonly #time: TargetTime;
  readonly #strain: Strain;
  readonly #limiter: Limiter;
  readonly #laborious: Limiter;
  readonly #limitWait: number;
  readonly #giveUpAt: number;
  readonly #onLimitOfUser: () => void;
  readonly #whose = new WhoseLimits();
  readonly #mute = new MuteEndpoints();
  #pace = new Pace();
  /** What is scarce, by endpoint and access token; see {@link scarceIn}. */
  readonly #scarce = new Map<string, Pace>();
  /** By whose turns what may take places of one user is sent, once some of it was refused. */
  readonly #places = new Map<string, Turns>();

  /**
   * @param transport - the way to the server
   * @param time - in which to wait for limits
   */
  constructor(transport: Transport, time: TargetTime, options: SenderOptions) {
    this.#transport = transport;
    this.#time = time;
    this.waits = new LimitWaits(time);
    this.#strain = new Strain(options.concurrency);
    this.#limiter = new Limiter(() => this.#strain.bearable);
    this.#laborious = new Limiter(() => Math.max(LABORIOUS.least, Math.floor(this.#strain.bearable * LABORIOUS.share)));
    this.#limitWait = options.limitWait;
    this.#giveUpAt = options.giveUpAt ?? Number.POSITIVE_INFINITY;
    this.#onLimitOfUser = options.onLimitOfUser ?? ((): void => undefined);
  }

  /** Returns when nobody waits to send, but for what is scarce. */
  whenIdle(): Promise<void> {
    return this.#limiter.run(Number.POSITIVE_INFINITY, () => Promise.resolve());
  }

  /** Whether a request would have to wait because of a limit that the server has for each user apart. */
  isHeldBack(request: HttpRequest): boolean {
    const scarce = this.#scarce.get(scarceIn(request));
    return this.#whose.isOfUser(endpointOf(request)) && scarce !== undefined && scarce.ahead(this.#time.now()) > 0;
  }

  /**
   * Sends a request when its turn has come.
   *
   * @param order - the lower one goes first
   * @throws Inconclusive when its turn would come only after the longest time that somebody wants to wait for it
   */
  async send(order: number, request: HttpRequest): Promise<Answer> {
    const thing = scarceIn(request);
    const askedAt = this.#time.now();
    const sendUnless = async (isHeldBack: () => boolean): Promise<Answer | undefined> => {
      const scarce = this.#scarce.get(thing);
      if (scarce !== undefined) await this.#waitForTurn(scarce, request, askedAt);
      return this.#inTurn(order, request, async () => (isHeldBack() ? undefined : this.#exchange(request, thing)));
    };
    const turnsOfUser = (): Turns | undefined => this.#places.get(thing);
    for (;;) {
      const turns = turnsOfUser();
      // What waited for its turn among all requests may have to wait for one among those of its user by now.
      const sent = await (turns === undefined
        ? sendUnless(() => turnsOfUser() !== undefined)
        : turns.run(order, () => sendUnless(() => false)));
      if (sent !== undefined) return sent;
    }
  }

  async #exchange(request: HttpRequest, thing: string): Promise<Answer> {
    const time = this.#time;
    const isProbe = this.#whose.mayProbe(endpointOf(request), request.headers['authorization'], time.now());
    if (!isProbe) await this.#waitUntil(this.#pace.take(time.now()));
    const sentAt = time.now();
    const raw = await this.#limiter.steppingAside(this.#answered(request, sentAt), STEP_ASIDE_MS);
    const answer = new Answer(raw, { sentAt, answeredAt: time.now() });
    this.#strain.answered(`${endpointOf(request)} ${request.takesPlace === true}`, time.now() - sentAt);
    // What is looked for tells nothing of what others may do.
    const patience = retryAfter(answer);
    if (patience === undefined || request.looksForLimits !== true) {
      if (patience !== undefined) this.waits.refused(endpointOf(request), patience);
      this.#takeNote(request, thing, patience, sentAt);
    }
    return answer;
  }

  /**
   * Sends a request over the wire.
   *
   * @throws NeverAnswered where nothing that is asked there is answered
   */
  async #answered(request: HttpRequest, sentAt: number): Promise<HttpAnswer> {
    const endpoint = endpointOf(request);
    const left = this.#giveUpAt - sentAt;
    const limit = this.#mute.limitOf(endpoint);
    const { answers } = this.#mute;
    const timeout = AbortSignal.timeout(Math.ceil(Math.max(0, Math.min(limit, left))));
    try {
      const raw = await this.#transport.send(request, timeout);
      this.#mute.answered(endpoint);
      return raw;
    } catch (error) {
      if (!timeout.aborted || limit > left) throw error;
      this.#mute.unanswered(endpoint, answers);
      throw this.#mute.isMute(endpoint) ? new NeverAnswered(this.#mute.inWords(endpoint)) : error;
    }
  }

  /** As {@link send}, but a 429 is waited out, as long as it asks for no more than somebody wants to wait. */
  async sendPatiently(order: number, request: HttpRequest): Promise<Answer> {
    const giveUpAt = this.#time.now() + this.#limitWait;
    for (;;) {
      const answer = await this.send(order, request);
      const wait = retryAfter(answer);
      // Whatever is sent next is held back for as long as this one has asked for.
      if (wait === undefined || this.#time.now() + wait > giveUpAt) return answer;
    }
  }

  #inTurn<T>(order: number, { laborious }: HttpRequest, work: () => Promise<T>): Promise<T> {
    const send = (): Promise<T> => this.#limiter.run(order, work);
    return laborious === true ? this.#laborious.run(order, send) : send();
  }

  async #waitForTurn(scarce: Pace, request: HttpRequest, askedAt: number): Promise<void> {
    const now = this.#time.now();
    const ahead = now - askedAt + scarce.ahead(now);
    if (ahead > this.#limitWait) {
      const [asked, given] = [ahead, this.#limitWait].map((ms) => Math.round(ms / 1_000));
      const what = endpointOf(request);
      throw new Inconclusive(
        `the server limits ${what}: its turn would come in ${asked} s, and limit-wait gives ${given} s`,
      );
    }
    await this.#waitUntil(scarce.take(now));
  }

  #takeNote(request: HttpRequest, thing: string, patience: number | undefined, sentAt: number): void {
    const now = this.#time.now();
    const endpoint = endpointOf(request);
    const token = request.headers['authorization'];
    if (patience === undefined) {
      this.#pace.speedUp();
      this.#scarce.get(thing)?.speedUp();
      this.#places.get(thing)?.answered();
      // What all were held back for was no affair of theirs.
      if (this.#whose.passed(endpoint, token, sentAt, now)) this.#pace = new Pace();
    } else if (patience > this.#limitWait) {
      // What nobody will wait for is not remembered: room may be made at any moment.
    } else if (request.takesPlace === true) {
      // It may be about what of this user waits, and then nobody else is meant.
      this.#turnsOf(thing).refused();
      this.#paceOf(thing).slowDownOnce(now, patience);
    } else {
      this.#whose.refused(endpoint, token, now, patience);
      const isOfUser = this.#whose.isOfUser(endpoint);
      if (isOfUser) this.#onLimitOfUser();
      const scarce = this.#scarce.get(thing);
      if (isOfUser && scarce !== undefined) scarce.slowDown(now, patience, sentAt);
      else if (!isOfUser && scarce === undefined && patience <= OF_ALL_REQUESTS_MS)
        this.#pace.slowDown(now, patience, sentAt);
      // One such thing in so many milliseconds, as far as we can know.
      else this.#paceOf(thing).keepDistance(now, patience);
    }
  }

  #turnsOf(thing: string): Turns {
    let turns = this.#places.get(thing);
    if (turns === undefined) this.#places.set(thing, (turns = new Turns()));
    return turns;
  }

  #paceOf(thing: string): Pace {
    let scarce = this.#scarce.get(thing);
    if (scarce === undefined) this.#scarce.set(thing, (scarce = new Pace()));
    return scarce;
  }

  async #waitUntil(at: number): Promise<void> {
    if (at > this.#giveUpAt) throw new TransportFailure('there was no time left to send it');
    await this.waits.until(at);
  }
}

/** What there may be only so much of: the same for all requests that a server may limit together. */
function scarceIn(request: HttpRequest): string {
  const what = request.takesPlace === true ? 'places' : endpointOf(request);
  return [what, request.asksFor, request.headers['authorization']].join(' ');
}
