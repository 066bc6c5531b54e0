import { type Arbitrary, array, boolean, constantFrom, integer, nat, oneof, record, tuple } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import { isRecord, type JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { anyContent } from '../../chance/any-content.js';
import { oddText } from '../../chance/any-strings.js';
import { isStored } from './trace.js';

/** A body that is sent as it is. */
interface Body {
  readonly isState: boolean;
  readonly text: string;
}

/** JSON that is no content of an event. */
const noObjects = oneof(
  constantFrom('[]', 'null', 'true', 'false', '0', '""', '[{}]'),
  integer().map(String),
  oddText.map((text) => JSON.stringify(text)),
  array(anyContent, { maxLength: 3 }).map((items) => JSON.stringify(items)),
);

/** Ways to make something of JSON that is none; some of what they make is JSON all the same. */
const manglings: Arbitrary<(json: string) => string> = oneof(
  nat({ max: 40 }).map((length) => (json: string) => json.slice(0, length)),
  constantFrom('}', ']', ',', ':', 'x', '{}', '\u0000', '"').map((end) => (json: string) => `${json}${end}`),
  constantFrom(',', '{', '"', 'x', '\\').map((start) => (json: string) => `${start}${json}`),
  constantFrom<(json: string) => string>(
    (json) => json.replaceAll('"', "'"),
    (json) => json.replaceAll(/"(\w+)":/g, '$1:'),
    (json) => json.replace(/\}$/, ',}'),
    (json) => json.replace('{', '{,'),
    (json) => json.replaceAll(':', '='),
    (json) => `callback(${json})`,
  ),
);

const noJson = tuple(
  anyContent.map((content) => JSON.stringify({ body: 'mangled', ...content })),
  manglings,
)
  .map(([json, mangle]) => mangle(json))
  .filter((text) => text.trim() !== '' && read(text) === undefined);

/** Bodies that are no content are refused (ERR-2). */
export const bodyInputChecks: readonly Check[] = [
  inputCheck<Body>({
    id: 'errors.any-body',
    title: 'any body that is no JSON, or JSON but no object, is refused with 400, and taken once it is an object',
    requirement: 'ERR-2',
    inputs: record({ isState: boolean(), text: oneof(noJson, noObjects) }),
    runs: 40,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ isState, text: '{"body":"ordinary"}' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (body) => tryBody(t, room, body) };
    },
  }),
];

/** What is wrong with how a body is taken, and with how an object is taken after it. */
async function tryBody(t: FuturesContext, room: Room, { isState, text }: Body): Promise<Breach | Wrong | undefined> {
  const [endpoint, name] = isState ? ['state_future', t.uniqueName('key')] : ['send_future', t.uniqueName('txn')];
  const schedule = async (raw: string) => {
    const wish = { timeout: t.far };
    const answer = isState
      ? await t.tryState(t.alice, room, { ...wish, stateKey: name }, { raw })
      : await t.tryMessage(t.alice, room, { ...wish, txnId: name }, { raw });
    await t.withdraw(answer);
    return answer;
  };
  const what = `${endpoint} with the body ${JSON.stringify(text)}`;
  const answer = await schedule(text);
  const value = read(text);
  if (isRecord(value)) return answer.ok ? undefined : { what, expected: 200, seen: answer };
  const codes = value === undefined ? ['M_NOT_JSON'] : ['M_BAD_JSON', 'M_NOT_JSON'];
  const isRight = answer.status === 400 && (answer.errcode === undefined || codes.includes(answer.errcode));
  if (!isRight) return { what, expected: `400 ${codes.join(' or ')}`, seen: answer };
  if (!isMatrixError(answer)) return { breaks: 'ERR-7', wrong: `${what}: the refusal is no Matrix error: ${answer}` };
  if (await isStored(t, name)) return { breaks: 'ERR-6', wrong: `${what} was refused, and its future is listed` };
  const flawless = await schedule(JSON.stringify(t.text('an object')));
  if (flawless.ok) return undefined;
  return { breaks: 'ERR-6', wrong: `${what} was refused, and the same with an object then got ${flawless}` };
}

/** A text read as JSON; nothing where it is none. */
function read(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
