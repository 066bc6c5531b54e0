import { type Arbitrary, array, constantFrom, oneof, record, tuple } from 'fast-check';

import { anyContent } from '../../chance/any-content.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { type RawFields, scheduleRaw } from './any-request.js';

/** A field of a body as it is written, and whether it is as it should be; `null` where nobody says. */
type Field = readonly [written: string | undefined, isProper: boolean | null];

/** A body, field by field. */
interface Body {
  readonly delay: Field;
  readonly content: Field;
  readonly stateKey: Field;
  /** Fields that nobody asks for, and fields that come twice. */
  readonly more: RawFields;
}

const PROPER_DELAY: Field = ['45000', true];

const field = (proper: Arbitrary<Field>, others: readonly Field[]): Arbitrary<Field> =>
  oneof({ weight: 3, arbitrary: proper }, constantFrom(...others));

const bodies: Arbitrary<Body> = record({
  delay: field(constantFrom(PROPER_DELAY), [
    [undefined, false],
    ['-5', false],
    ['"45000"', false],
    ['[45000]', false],
  ]),
  content: field(
    anyContent.map((content) => [JSON.stringify(content), true] as const),
    [
      [undefined, false],
      ['[]', false],
      ['"text"', false],
      ['7', false],
      ['null', false],
      [`{"deep":${'['.repeat(30)}${']'.repeat(30)}}`, true],
    ],
  ),
  stateKey: field(
    constantFrom<Field>([undefined, true], ['"desk"', true], ['""', true], [JSON.stringify('\u{1f642}/%41'), true]),
    [
      ['7', false],
      ['{}', false],
      ['["desk"]', false],
      // Q-NULL-KEY
      ['null', null],
    ],
  ),
  more: array(
    tuple(
      constantFrom('org.example.more', '__proto__', 'toString', 'type', 'room_id'),
      constantFrom('1', 'null', '{}'),
    ),
    { maxLength: 2 },
  ),
});

const PLAIN: Body = { delay: PROPER_DELAY, content: ['{}', true], stateKey: [undefined, true], more: [] };

/** Bodies of every composition (DE-SCHED-9). */
export const bodyInputChecks: readonly Check[] = [
  inputCheck<Body>({
    id: 'scheduling.any-body',
    title:
      'a body with all that it takes schedules whatever else is in it, and one with anything missing or wrong is refused',
    requirement: 'DE-SCHED-9',
    words: ['everything in one body'],
    inputs: bodies,
    runs: 40,
    pending: [1, 0],
    ordinary: () => PLAIN,
    async arrange(t) {
      const room = await t.alice.createRoom();
      return {
        attempt: (body) => tryBody(t, room, body),
        async afterwards() {
          await t.requireSilence('DE-ERR-3', room, t.now() + t.beats(1), 'after bodies of every kind, all cancelled');
        },
      };
    },
  }),
];

/** What is wrong with how a body is taken, if anything is. */
async function tryBody(
  t: DelayedEventsContext,
  room: Room,
  { delay, content, stateKey, more }: Body,
): Promise<Breach | undefined> {
  const [name = 'delay_ms'] = Object.keys(t.form.schedule({ roomId: '', type: '', txnId: '', delay: 1 }).json ?? {});
  const own = [
    [name, delay],
    ['content', content],
    ['state_key', stateKey],
  ] as const;
  const fields: RawFields = [
    ...own.flatMap(([key, [written]]) => (written === undefined ? [] : [[key, written] as const])),
    ...more,
  ];
  const answer = await scheduleRaw(t, room, fields);
  const what = `scheduling with ${JSON.stringify(fields).slice(0, 300)}`;
  if (answer.status >= 500) return { breaks: 'DE-ERR-1', wrong: { what, expected: 'no 5xx', seen: answer } };
  if (answer.status >= 400 && !isMatrixError(answer)) {
    return { breaks: 'DE-ERR-1', wrong: { what, expected: 'a JSON object with errcode and error', seen: answer } };
  }
  const flaws = own.filter(([, [, isProper]]) => isProper !== true);
  if (flaws.some(([, [, isProper]]) => isProper === null)) return undefined;
  if (flaws.length > 0) {
    if (answer.ok) return { breaks: 'DE-SCHED-2', wrong: { what, expected: 'a refusal', seen: answer } };
    const isRight = answer.status === 400;
    return isRight
      ? undefined
      : { breaks: 'DE-SCHED-9', wrong: { what, expected: 'a refusal with 400', seen: answer } };
  }
  if (answer.ok) return undefined;
  // Any other key is simpler than an empty one: where it is left, it alone is refused.
  const breaks = stateKey[0] === '""' ? 'DE-SCHED-4' : 'DE-SCHED-2';
  return { breaks, wrong: { what, expected: 200, seen: answer } };
}
