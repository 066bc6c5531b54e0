import { type Arbitrary, boolean, constantFrom, integer, oneof, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { MALFORMED } from './malformed.js';
import { type RawFields, RawRequests } from './raw-requests.js';

/** Whole numbers of milliseconds at which some machine word or some calendar ends. */
const EDGES = [1, 2, 255, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 8_640_000_000_000_000, 2 ** 53 - 1];

/** What no timer of 31 bits can wait. Milliseconds. */
const VERY_LONG = 2 ** 31;

/** Numbers that no delay can be, and what is no number. */
const IMPROPER = ['0', '-1', '-2147483649', '-9007199254740991', '0.5', '1.5', '1e-7', '"1000"', '""', 'true', 'null'];
const OBJECTS = ['[]', '{}', '[1000]', '{"ms":1000}', '"soon"', '"1e3"'];

/** What servers may take or not: beyond what numbers can tell apart, or written as one writes no whole number. */
const DOUBTFUL = [
  '9007199254740992',
  '9007199254740993',
  '9223372036854775808',
  '18446744073709551616',
  '1e300',
  '1e999',
];

/** Past the last millisecond that a date can name, by far. */
const BEYOND_ALL_DATES = '86400000000000000';

const ODDLY_WRITTEN = [BEYOND_ALL_DATES, '1.0', '1e3', '1E3', '-0', '-0.0', '1000.0000'];

/** A value of the delay, as it is written. */
interface Delay {
  readonly written: string;
  readonly is: 'proper' | 'improper' | 'doubtful';
  readonly isState: boolean;
}

const delays: Arbitrary<Delay> = record({
  value: oneof(
    { weight: 2, arbitrary: constantFrom(...EDGES).map((ms) => ({ written: String(ms), is: 'proper' as const })) },
    integer({ min: 1, max: 2 ** 31 - 1 }).map((ms) => ({ written: String(ms), is: 'proper' as const })),
    {
      weight: 2,
      arbitrary: constantFrom(...IMPROPER, ...OBJECTS).map((written) => ({ written, is: 'improper' as const })),
    },
    integer({ max: 0 }).map((ms) => ({ written: String(ms), is: 'improper' as const })),
    {
      weight: 2,
      arbitrary: constantFrom(...DOUBTFUL, ...ODDLY_WRITTEN).map((written) => ({ written, is: 'doubtful' as const })),
    },
  ),
  isState: boolean(),
}).map(({ value, isState }) => ({ ...value, isState }));

/** Delays of every size and kind (DE-SCHED-2, DE-SCHED-9, DE-LIM-2). */
export const delayInputChecks: readonly Check[] = [
  inputCheck<Delay>({
    id: 'scheduling.any-delay',
    title: 'every whole number of milliseconds up to the maximum is a delay, and nothing else is',
    requirement: 'DE-SCHED-2',
    alsoVerifies: ['DE-SCHED-9'],
    words: ['everything in one body'],
    inputs: delays,
    runs: 64,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ written: '45000', is: 'proper', isState }),
    async arrange(t) {
      const requests = new RawRequests(t, await t.alice.createRoom());
      return {
        attempt: (delay) => tryDelay(t, requests, delay),
        afterwards: () => requests.requireNothingOfRefused(t.beats(1)),
      };
    },
  }),
];

/** Delays beyond what timers, dates and numbers can hold (DE-TIME-5). */
export const longDelayInputChecks: readonly Check[] = [
  inputCheck<Pick<Delay, 'written' | 'isState'>>({
    id: 'timing.any-long-delay',
    title: 'whatever is accepted for a delay, however long it is, nothing comes of it at once',
    requirement: 'DE-TIME-5',
    words: ['everything in one body'],
    needs: { embedded: { delayedEvents: { maxDelay: null } } },
    inputs: record({
      written: oneof(
        constantFrom(...EDGES.filter((ms) => ms >= VERY_LONG).map(String), ...DOUBTFUL, BEYOND_ALL_DATES),
        integer({ min: VERY_LONG, max: Number.MAX_SAFE_INTEGER }).map(String),
      ),
      isState: boolean(),
    }),
    runs: 24,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ written: '86400000', isState }),
    async arrange(t) {
      const requests = new RawRequests(t, await t.alice.createRoom());
      return { attempt: (delay) => tryLongDelay(t, requests, delay) };
    },
  }),
];

/** What is wrong where a very long delay is accepted, if anything is. */
async function tryLongDelay(
  t: DelayedEventsContext,
  requests: RawRequests,
  { written, isState }: Pick<Delay, 'written' | 'isState'>,
): Promise<Breach | undefined> {
  const content = t.text('any long delay');
  let isEarly = false;
  const answer = await requests.schedule(
    fieldsOf(t, requests, written, isState, content),
    content['label'],
    async () => {
      await t.letTimePass(t.beats(1));
      isEarly = requests.hasCome(content['label']);
    },
  );
  const what = `a delay of ${written} ms`;
  if (answer.status >= 500) return { breaks: 'DE-ERR-1', wrong: { what, expected: 'no 5xx', seen: answer } };
  return isEarly ? { breaks: 'DE-TIME-5', wrong: { what, expected: 'nothing yet', seen: 'its event' } } : undefined;
}

function fieldsOf(
  t: DelayedEventsContext,
  { delayName }: RawRequests,
  delay: string,
  isState: boolean,
  content: JsonRecord,
): RawFields {
  return [
    [delayName, delay],
    ['content', JSON.stringify(content)],
    ...(isState ? ([['state_key', JSON.stringify(t.uniqueName('key'))]] as const) : []),
  ];
}

/** What is wrong with how a delay is taken, if anything is. */
async function tryDelay(
  t: DelayedEventsContext,
  requests: RawRequests,
  { written, is, isState }: Delay,
): Promise<Breach | undefined> {
  const name = requests.delayName;
  const content = t.text('any delay');
  const answer = await requests.schedule(fieldsOf(t, requests, written, isState, content), content['label']);
  const what = `scheduling ${isState ? 'state' : 'a message'} with a ${name} of ${written}`;
  if (answer.status >= 500) return { breaks: 'DE-ERR-1', wrong: { what, expected: 'no 5xx', seen: answer } };
  const tooLong = t.refusal('too long');
  const isTooLong = answer.status === tooLong.status && (tooLong.errcodes?.includes(answer.errcode ?? '') ?? true);
  if (is === 'proper') {
    const { maxDelay } = t.dialect;
    const isBeyond = maxDelay !== undefined && Number(written) > maxDelay;
    if (isBeyond && !isTooLong)
      return { breaks: 'DE-LIM-2', wrong: { what, expected: 'a refusal as too long', seen: answer } };
    if (isBeyond || answer.ok || (maxDelay === undefined && isTooLong)) return undefined;
    return { breaks: 'DE-SCHED-2', wrong: { what, expected: 200, seen: answer } };
  }
  if (is === 'doubtful') return undefined;
  if (!answer.refused) return { breaks: 'DE-SCHED-2', wrong: { what, expected: 'a refusal', seen: answer } };
  const isRight = answer.status === MALFORMED.status && MALFORMED.errcodes?.includes(answer.errcode ?? '') === true;
  const expected = `400 ${MALFORMED.errcodes?.join(' or ')}`;
  return isRight ? undefined : { breaks: 'DE-SCHED-9', wrong: { what, expected, seen: answer } };
}
