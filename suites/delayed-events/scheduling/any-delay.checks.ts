import { type Arbitrary, boolean, constantFrom, integer, oneof, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { scheduleRaw } from './any-request.js';
import { MALFORMED } from './malformed.js';

/** Whole numbers of milliseconds at which some machine word or some calendar ends. */
const EDGES = [1, 2, 255, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 8_640_000_000_000_000, 2 ** 53 - 1];

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
const ODDLY_WRITTEN = ['86400000000000000', '1.0', '1e3', '1E3', '-0', '-0.0', '1000.0000'];

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
    runs: 40,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ written: '45000', is: 'proper', isState }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      const refused = new Set<JsonValue | undefined>();
      return {
        attempt: (delay) => tryDelay(t, room, delay, refused),
        async afterwards() {
          await t.letTimePass(t.beats(1));
          await t.fence(room);
          // What was accepted may have come before it was cancelled.
          const came = room.timeline.arrivals.find(({ event }) => refused.has(event.content['label']));
          const seen = JSON.stringify(came?.event.content);
          t.presuppose('DE-ERR-3', came === undefined, {
            what: 'what was refused for its delay',
            expected: 'no event',
            seen,
          });
        },
      };
    },
  }),
];

/** What is wrong with how a delay is taken, if anything is. */
async function tryDelay(
  t: DelayedEventsContext,
  room: Room,
  { written, is, isState }: Delay,
  refused: Set<JsonValue | undefined>,
): Promise<Breach | undefined> {
  const [name = 'delay_ms'] = Object.keys(t.form.schedule({ roomId: '', type: '', txnId: '', delay: 1 }).json ?? {});
  const content = t.text('any delay');
  const answer = await scheduleRaw(t, room, [
    [name, written],
    ['content', JSON.stringify(content)],
    ...(isState ? ([['state_key', JSON.stringify(t.uniqueName('key'))]] as const) : []),
  ]);
  if (answer.refused) refused.add(content['label']);
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
