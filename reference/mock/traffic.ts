import { bodyOf, handleWithoutSocket } from '../http/bridge.js';
import type { Homeserver } from '../homeserver.js';
import type { Clock } from '../time/clock.js';
import { type ArrangedFailure, ArrangedFailures, failureAnswer, isPassedOn } from './arranged-failures.js';
import { type ReceivedRequest, receivedRequest } from './received-request.js';
import { isMeant, type RequestMatch } from './request-match.js';
import { settled } from './settling.js';

type Noted = { -readonly [K in keyof ReceivedRequest]: ReceivedRequest[K] };

/** What goes in and out of a mock homeserver: what came, what is under way, and what is to go wrong. */
export class Traffic {
  readonly failures = new ArrangedFailures();
  #received: Noted[] = [];
  readonly #underWay = new Set<Noted>();
  /** For each request that is held back: how its connection is broken. */
  readonly #held = new Set<() => void>();

  /** The requests that came, the oldest first. */
  received(match: RequestMatch): ReceivedRequest[] {
    return this.#received.filter((request) => isMeant(match, request)).map((request) => ({ ...request }));
  }

  /** Breaks the connection of every request that is held back. */
  hangUp(): void {
    for (const breakOff of [...this.#held]) breakOff();
  }

  /** Forgets what came, and what is to go wrong; what is held back ends with a broken connection. */
  clear(): void {
    this.hangUp();
    this.#received = [];
    this.failures.clear();
  }

  /** Waits until every request is answered, but for those that wait for something to happen. */
  settle(homeserver: () => Homeserver): Promise<void> {
    return settled(
      () => this.#underWay.size > homeserver().parkedRequests() + this.#held.size,
      () => [...this.#underWay].map(({ method, path }) => `${method} ${path}`).join(', '),
    );
  }

  /** Answers a request in the homeserver's place, or lets the homeserver answer it. */
  async answer(request: Request, homeserver: Homeserver): Promise<Response> {
    const body = await bodyOf(request);
    const { clock, matrix } = homeserver;
    const noted: Noted = receivedRequest(request, body, {
      at: clock.now(),
      userOf: (token) => matrix.accounts.sessionOf(token)?.userId,
    });
    this.#received.push(noted);
    this.#underWay.add(noted);
    try {
      const failure = this.failures.take(noted);
      if (failure?.delay !== undefined) {
        const isOpen = await this.#hold(clock, failure.delay, request.signal);
        if (!isOpen) return Response.error();
      }
      if (failure !== undefined && !isPassedOn(failure)) return this.#fail(failure, noted);
      const answer = await handleWithoutSocket(homeserver.app, request, body);
      noted.status = answer.status;
      return failure?.answerLost === true ? Response.error() : answer;
    } finally {
      this.#underWay.delete(noted);
    }
  }

  #fail(failure: ArrangedFailure, noted: Noted): Response {
    const answer = failureAnswer(failure);
    if (answer.type !== 'error') noted.status = answer.status;
    return answer;
  }

  /** Holds a request back, and tells whether its connection is still there after that. */
  async #hold(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const ended = new AbortController();
    return new Promise<boolean>((resolve, reject) => {
      const breakOff = (): void => end(() => resolve(false));
      const alarm = clock.schedule(clock.now() + ms, () => end(() => resolve(true)));
      const end = (settle: () => void): void => {
        ended.abort();
        alarm.cancel();
        this.#held.delete(breakOff);
        settle();
      };
      this.#held.add(breakOff);
      signal.addEventListener('abort', () => end(() => reject(signal.reason as Error)), { signal: ended.signal });
    });
  }
}
