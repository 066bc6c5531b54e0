import type { RunRemarks } from '../targets/run-remarks.js';
import type { Answer } from './answer.js';
import { endpointOf } from './endpoint-of.js';
import { allowsOtherOrigins, isForeign, isOfFront, isPage, wasTurnedAway } from './foreign-answer.js';
import { type HttpRequest, TransportFailure } from './transport.js';

/** How often the same is asked again before an answer is taken for the server's. */
const LOOKS = 2;

/** How long we wait before we ask again for the first time, in milliseconds; twice as long before the next time. */
const FIRST_PAUSE_MS = 100;

/** From how many foreign answers of an endpoint on, and from which share of all, they are how the endpoint answers. */
const USUAL = { answers: 3, share: 0.5 } as const;

/** Sends a request once. */
export type SendOnce = (request: HttpRequest) => Promise<Answer>;

/**
 * Tells the homeserver's answers from those of whatever stands in front of it. What is no answer as Matrix means it, and
 * does not come again when the same is asked again, was not the homeserver's; what comes every time is marked as unlike it.
 */
export class SecondLook {
  readonly #pause: (ms: number) => Promise<void>;
  readonly #remarks: RunRemarks;
  /** Foreign answers that have come every time, by method, status and text. */
  readonly #constant = new Set<string>();
  readonly #tallies = new Map<string, { asked: number; foreign: number }>();
  #genuine = 0;
  #allowing = 0;

  /**
   * @param pause - waits so many milliseconds
   * @param remarks - where to say what was not the homeserver's
   */
  constructor(pause: (ms: number) => Promise<void>, remarks: RunRemarks) {
    this.#pause = pause;
    this.#remarks = remarks;
  }

  /**
   * Sends a request, and asks again where the answer may not be the homeserver's.
   *
   * @returns the homeserver's answer, or one that came every time, with where it seems to be from
   * @throws TransportFailure when nobody knows what the homeserver would have answered
   */
  async send(request: HttpRequest, sendOnce: SendOnce): Promise<Answer> {
    const first = await sendOnce(request);
    const tally = this.#tallyOf(request);
    tally.asked += 1;
    if (!isForeign(first)) {
      this.#learn(first);
      return first;
    }
    tally.foreign += 1;
    const kind = `${request.method} ${first}`;
    for (let look = 1; look <= LOOKS && !this.#constant.has(kind); look += 1) {
      await this.#pause(FIRST_PAUSE_MS * 2 ** (look - 1));
      const again = await sendOnce(request);
      if (isForeign(again)) continue;
      return this.#insteadOf(first, again, request);
    }
    this.#constant.add(kind);
    return first.from(this.#originOf(first));
  }

  /** The homeserver's answer in the place of one that was not its own, where asking twice did no harm. */
  #insteadOf(first: Answer, again: Answer, request: HttpRequest): Answer {
    this.#learn(again);
    const harmless = request.repeatable === true || wasTurnedAway(first);
    // What has been done once may be refused the second time: then it is the rule that tells whose answer it was.
    if (!harmless && this.#isUsual(request)) return first.from(this.#originOf(first));
    this.#remarks.count(
      `something in front of the homeserver answered ${first.status} in its place, and not when the same was asked again`,
    );
    if (harmless) return again.since(first.sentAt);
    throw new TransportFailure(`something in front of the server answered in its place: ${first}`);
  }

  #tallyOf(request: HttpRequest): { asked: number; foreign: number } {
    const endpoint = endpointOf(request);
    let tally = this.#tallies.get(endpoint);
    if (tally === undefined) this.#tallies.set(endpoint, (tally = { asked: 0, foreign: 0 }));
    return tally;
  }

  /** Whether an endpoint answers like that as a rule. */
  #isUsual(request: HttpRequest): boolean {
    const { asked, foreign } = this.#tallyOf(request);
    return foreign >= USUAL.answers && foreign / asked > USUAL.share;
  }

  #learn(answer: Answer): void {
    if (answer.fromGateway) return;
    this.#genuine += 1;
    if (allowsOtherOrigins(answer)) this.#allowing += 1;
  }

  #originOf(answer: Answer): Answer['origin'] {
    if (!isPage(answer)) return 'homeserver';
    const isFronts = isOfFront(answer, this.#genuine > 0 && this.#genuine === this.#allowing);
    this.#remarks.count(
      isFronts
        ? `something in front of the homeserver refuses certain requests itself, with ${answer.status}: they were not judged`
        : `answers with ${answer.status} do not look like the homeserver's own, though they come every time`,
    );
    return isFronts ? 'front' : 'unlike';
  }
}
