import { shortText } from '../../short-exchange.js';
import type { CourseReport, ExpectationReport } from './course-report.js';
import { timeInWords } from './time-in-words.js';

/** An endpoint without what all of them have in common: `PUT delayed_event`, `POST delayed_events/cancel`. */
export function shortEndpoint(what: string): string {
  const [method = '', path = ''] = what.split(' ');
  const parts = path.replace(/^\/_matrix\/client\/(unstable\/[^/]+|[^/]+)\//, '').split('/');
  return `${method} ${shortText(parts.filter((part) => !['', '*', 'rooms'].includes(part)).join('/'))}`;
}

/** How a due event came, such as `0.118 s early`. */
export function punctuality({ from, to, until = to, came }: ExpectationReport): {
  readonly is: 'early' | 'in time' | 'late' | 'very late' | 'missing';
  readonly words: string;
} {
  if (came === undefined) return { is: 'missing', words: 'never came' };
  if (came < from) return { is: 'early', words: `${timeInWords(from - came)} early` };
  if (came <= to) return { is: 'in time', words: 'in time' };
  return { is: came > until ? 'very late' : 'late', words: `${timeInWords(came - to)} late` };
}

/** Whether an event came where nothing was to come, and the check had no use for it. */
export function isIntruder(
  { at, unexpected }: CourseReport['arrivals'][number],
  expectations: readonly ExpectationReport[],
): boolean {
  if (unexpected !== true) return false;
  return expectations.some(({ kind, from, to, until = to }) => kind === 'silence' && from <= at && at <= until);
}

/** What is to be seen in a picture, in the order of time, for those who do not see it. */
export function courseInWords({ requests, arrivals, expectations }: CourseReport): string[] {
  const told = [
    ...requests.map(({ at, by, what, status }) => ({
      at,
      text: `${by ?? 'nobody'} asks ${shortEndpoint(what)}: ${status ?? 'no answer'}`,
    })),
    ...arrivals
      .filter(({ marker }) => marker === undefined)
      .map((arrival) => ({
        at: arrival.at,
        text: `seen: ${shortText(arrival.what)} from ${arrival.by}${isIntruder(arrival, expectations) ? ', where nothing was to come' : ''}`,
      })),
    ...expectations.map((expectation) => ({ at: expectation.from, text: expectationInWords(expectation) })),
  ];
  return told.toSorted((a, b) => a.at - b.at).map(({ at, text }) => `${timeInWords(at)}: ${text}`);
}

/** What a check expected of some time, in a sentence without a full stop. */
export function expectationInWords(expectation: ExpectationReport): string {
  const { kind, from, to, until, what } = expectation;
  const window = from === to ? timeInWords(from) : `${timeInWords(from)} to ${timeInWords(to)}`;
  if (kind === 'due') return `due ${window}, ${punctuality(expectation).words}: ${what}`;
  if (kind === 'not-due') return `must not come, though it would have been due ${window}: ${what}`;
  return `nothing may come until ${timeInWords(until ?? to)}: ${what}`;
}
