import type { Answer } from '../../kit/connection/answer.js';
import { retryAfter } from '../../kit/connection/retry-after.js';
import type { TimeWindow } from '../../kit/time/time-window.js';
import type { DelayedEvent } from './delayed-event.js';

/** As long as the wait that a rate limit asks for is, at the most, for it to be waited out. Milliseconds. */
const LONGEST_RATE = 10_000;

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

/** How long a 429 that may be that of a rate asks to wait, in milliseconds; `undefined` where it is none, or too long. */
export function rateOf(answer: Answer): number | undefined {
  const wait = retryAfter(answer);
  return wait !== undefined && wait <= LONGEST_RATE ? wait : undefined;
}
