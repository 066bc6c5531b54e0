import type { Answer } from '../../kit/connection/answer.js';
import { retryAfter } from '../../kit/connection/retry-after.js';
import type { TimeWindow } from '../../kit/time/time-window.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** How long it is waited at the least before something is said again the first time. Milliseconds. */
const LEAST_PAUSE = 100;

/** By how much clocks may differ. Milliseconds. */
const SLACK = 10;

/** How far the time of a cap's refusal may be off and still be known for what it is. Seconds. */
const ABOUT = 2;

/** The date that HTTP has beside a number of seconds. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Whether an answer says when to try again, in whole seconds or as the date that HTTP has beside them. */
export function saysWhen({ headers }: Answer): boolean {
  const header = headers['retry-after'] ?? '';
  return /^\d+$/.test(header) || HTTP_DATE.test(header);
}

/** The whole seconds, rounded up, until the next of some events is due, as the server may count them that gave an answer. */
export function secondsUntilDue(
  answer: Answer,
  events: readonly DelayedEvent[],
): { readonly least: number; readonly most: number } {
  const next = (edge: keyof TimeWindow): number => Math.min(...events.map(({ due }) => due?.[edge] ?? Infinity));
  return {
    least: Math.ceil((next('earliest') - answer.answeredAt - SLACK) / 1_000),
    most: Math.ceil((next('latest') - answer.sentAt + SLACK) / 1_000),
  };
}

/** Whether a 429 is the refusal of a cap rather than of a rate, by its time: about when the next event is due. */
export function isOfCap(answer: Answer, waiting: readonly DelayedEvent[]): boolean {
  if (answer.status !== 429 || waiting.length === 0) return false;
  const seconds = (retryAfter(answer) ?? 0) / 1_000;
  const { least, most } = secondsUntilDue(answer, waiting);
  return seconds >= least - ABOUT && seconds <= most + ABOUT;
}

/**
 * Says something again as long as a rate limit refuses it that ends soon: after longer and longer pauses, since a server may
 * count what it refuses, too.
 *
 * @param isOther - whether a 429 is none of a rate limit
 * @returns the last answer, which is a 429 where that stays
 */
export async function pastRates(
  t: DelayedEventsContext,
  say: () => Promise<Answer>,
  isOther: (refusal: Answer) => boolean = () => false,
): Promise<Answer> {
  const giveUpAt = t.now() + t.beats(4);
  for (let leastPause = LEAST_PAUSE; ; leastPause *= 2) {
    const answer = await say();
    const wait = retryAfter(answer);
    if (wait === undefined || isOther(answer)) return answer;
    const pause = Math.max(wait, leastPause);
    if (t.now() + pause > giveUpAt) return answer;
    await t.letTimePass(pause);
  }
}
