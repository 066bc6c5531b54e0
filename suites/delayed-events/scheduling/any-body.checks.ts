import { type Arbitrary, array, constantFrom, nat, oneof, record, tuple } from 'fast-check';

import { anyContent } from '../../chance/any-content.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Check } from '../../kit/checks/check.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { type RawFields, RawRequests } from './raw-requests.js';

/** A field of a body as it is written, and whether it is as it should be; `null` where nobody says. */
type Field = readonly [written: string | undefined, isProper: boolean | null];

/** A body, field by field. */
interface Body {
  readonly delay: Field;
  readonly content: Field;
  readonly stateKey: Field;
  /** Fields that nobody asks for. */
  readonly more: RawFields;
  /** Whether a field comes twice: servers may take such bodies for JSON or not. */
  readonly isTwice: boolean;
}

/** Stands for a delay that is over soon, so that it shows whether anything has been stored. */
const SOON = 'soon';

const PROPER_DELAY: Field = [SOON, true];

/** True one time in ten. */
const oneInTen = nat({ max: 9 }).map((number) => number === 9);

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
      ['"{}"', false],
      ['7', false],
      ['null', false],
      [`{"deep":${'['.repeat(30)}${']'.repeat(30)}}`, true],
    ],
  ),
  stateKey: field(
    constantFrom<Field>([undefined, true], ['"desk"', true], ['""', true], [JSON.stringify('\u{1f642}/%41'), true]),
    [
      ['7', false],
      ['false', false],
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
  isTwice: oneInTen,
});

const PLAIN: Body = {
  delay: PROPER_DELAY,
  content: ['{}', true],
  stateKey: [undefined, true],
  more: [],
  isTwice: false,
};

/** Bodies of every composition (DE-SCHED-9). */
export const bodyInputChecks: readonly Check[] = [
  inputCheck<Body>({
    id: 'scheduling.any-body',
    title:
      'a body with all that it takes schedules whatever else is in it, and one with anything missing or wrong is refused',
    requirement: 'DE-SCHED-9',
    words: ['everything in one body'],
    inputs: bodies,
    runs: 64,
    pending: [1, 0],
    ordinary: () => PLAIN,
    async arrange(t) {
      const requests = new RawRequests(t, await t.alice.createRoom());
      return {
        attempt: (body) => tryBody(t, requests, body),
        afterwards: () => requests.requireNothingOfRefused(3 * t.beats(1)),
      };
    },
  }),
];

/** What is wrong with how a body is taken, if anything is. */
async function tryBody(
  t: DelayedEventsContext,
  requests: RawRequests,
  { delay, content, stateKey, more, isTwice }: Body,
): Promise<Breach | undefined> {
  const label = t.uniqueName('body');
  const own = [
    [requests.delayName, delay[0] === SOON ? String(2 * t.beats(1)) : delay[0], delay[1]],
    ['content', labelled(content, label), content[1]],
    ['state_key', ...stateKey],
  ] as const;
  const given = own.flatMap(([key, written]) => (written === undefined ? [] : [[key, written] as const]));
  const fields: RawFields = [...given, ...more, ...(isTwice ? given.slice(0, 1) : [])];
  const answer = await requests.schedule(fields, label);
  const what = `scheduling with ${JSON.stringify(fields).slice(0, 300)}`;
  if (answer.status >= 500) return { breaks: 'DE-ERR-1', wrong: { what, expected: 'no 5xx', seen: answer } };
  if (answer.status >= 400 && !isMatrixError(answer)) {
    return { breaks: 'DE-ERR-1', wrong: { what, expected: 'a JSON object with errcode and error', seen: answer } };
  }
  // Whether a body is JSON in which a name stands twice, nobody says.
  if (isTwice && given.length > 0) return undefined;
  const flaws = own.filter(([, , isProper]) => isProper !== true);
  if (flaws.some(([, , isProper]) => isProper === null)) return undefined;
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

/** A content as it is written, with a label where it is an object. */
function labelled([written, isProper]: Field, label: string): string | undefined {
  if (isProper !== true || written === undefined) return written;
  const rest = written.slice(1);
  return `{"label":${JSON.stringify(label)}${rest === '}' ? '' : ','}${rest}`;
}
