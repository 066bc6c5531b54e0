import { type Arbitrary, boolean, constantFrom, integer, oneof, record, stringMatching, tuple } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';

/** A value of `future_timeout`, percent-decoded. */
interface Numeral {
  readonly isState: boolean;
  readonly text: string;
}

/** From one digit to more than any type of numbers has. */
const digits: Arbitrary<string> = oneof(integer({ min: 1, max: 25 }), integer({ min: 1, max: 400 })).map((length) =>
  '1234567890'.repeat(40).slice(0, length),
);

/** Numbers in the spellings of any language. */
const numerals = oneof(
  digits,
  digits.map((text) => `0${text}`),
  tuple(
    constantFrom('', '+', ' ', '-', '0x', '0b', '\u00a0', '-0', '.'),
    digits,
    constantFrom('', ' ', 'n', 'ms', '.'),
  ).map((parts) => parts.join('')),
  tuple(digits, constantFrom('.', 'e', 'E+', 'e-', ',', '_', '/', "'"), digits).map((parts) => parts.join('')),
  constantFrom('NaN', 'Infinity', '-Infinity', '1e309', '5e-324', '9223372036854775807', '18446744073709551616'),
  stringMatching(/^[\u0660-\u0669\u0966-\u096f\uff10-\uff19]{1,12}$/),
);

/** Numbers, however long and however spelled, make no trouble as timeouts (SCHED-7, Q-NUMBER). */
export const numberInputChecks: readonly Check[] = [
  inputCheck<Numeral>({
    id: 'scheduling.any-number',
    title: 'no size and no spelling of a number as future_timeout makes a 5xx',
    requirement: 'SCHED-7',
    inputs: record({ isState: boolean(), text: numerals }),
    runs: 48,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ isState, text: '600000' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (numeral) => tryNumeral(t, room, numeral) };
    },
  }),
];

/** What is wrong with how a number is taken. Whether it is, is open. */
async function tryNumeral(
  t: FuturesContext,
  room: Room,
  { isState, text }: Numeral,
): Promise<Breach | Wrong | undefined> {
  const options = { query: { future_timeout: text } };
  const content = { msgtype: 'm.text', body: 'any number' };
  const answer = isState
    ? await t.tryState(t.alice, room, { stateKey: t.uniqueName('key'), content }, options)
    : await t.tryMessage(t.alice, room, { content }, options);
  await t.withdraw(answer);
  const what = `${isState ? 'state_future' : 'send_future'} with future_timeout=${encodeURIComponent(text)}`;
  if (!answer.ok && !answer.refused) return { what, expected: '200 or 4xx', seen: answer };
  if (answer.refused && !isMatrixError(answer))
    return { breaks: 'ERR-7', wrong: `${what}: the refusal is no Matrix error: ${answer}` };
  if (!answer.ok || sendTokenOf(answer.body) !== undefined) return undefined;
  return { breaks: 'RESP-1', wrong: `${what}: the answer has no token that sends the future: ${answer}` };
}
