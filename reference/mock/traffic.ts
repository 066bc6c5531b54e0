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
  #held = 0;

  /** The requests that came, the oldest first. */
  received(match: RequestMatch): ReceivedRequest[] {
    return this.#received.filter((request) => isMeant(match, request)).map((request) => ({ ...request }));
  }

  /** Forgets what came, and what is to go wrong. */
  clear(): void {
    this.#received = [];
    this.failures.clear();
  }

  /** Waits until every request is answered, but for those that wait for something to happen. */
  settle(homeserver: () => Homeserver): Promise<void> {
    return settled(
      () => this.#underWay.size > homeserver().parkedRequests() + this.#held,
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
      if (failure?.delay !== undefined) await this.#hold(clock, failure.delay, request.signal);
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

  async #hold(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    this.#held += 1;
    try {
      await new Promise<void>((resolve, reject) => {
        const alarm = clock.schedule(clock.now() + ms, resolve);
        signal.addEventListener('abort', () => {
          alarm.cancel();
          reject(signal.reason as Error);
        });
      });
    } finally {
      this.#held -= 1;
    }
  }
}
