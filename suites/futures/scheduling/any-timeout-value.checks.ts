import { type Arbitrary, array, boolean, constantFrom, integer, oneof, record } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { inputCheck } from '../chance/inputs-check.js';
import { oddName } from '../../chance/any-strings.js';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFäжλ漢'];

/** Words that some languages read as numbers, and the one that is a value. */
const NUMERIC_WORDS = /^(none|nan|inf|infinity|infinite)$/i;

const words = array(constantFrom(...LETTERS), { minLength: 1, maxLength: 6 })
  .map((letters) => letters.join(''))
  .filter((word) => !NUMERIC_WORDS.test(word));

const negativeNumbers = integer({ min: 1 }).map((number) => `-${number}`);

/** A value of `future_timeout`, percent-decoded. */
interface Timeout {
  readonly text: string;
  /** Whether no reading takes it for a number: then it is refused. Others must only do no harm. */
  readonly isMalformed: boolean;
  readonly isState: boolean;
}

const timeouts: Arbitrary<Timeout> = record({
  value: oneof(
    words.map((text) => ({ text, isMalformed: true })),
    negativeNumbers.map((text) => ({ text, isMalformed: true })),
    oddName.map((text) => ({ text, isMalformed: false })),
  ),
  isState: boolean(),
}).map(({ value, isState }) => ({ ...value, isState }));

/** Malformed timeouts never schedule (SCHED-7). */
export const timeoutInputChecks: readonly Check[] = [
  inputCheck<Timeout>({
    id: 'scheduling.any-timeout',
    title: 'no word and no negative number as future_timeout schedules anything, and no value makes a 5xx',
    requirement: 'SCHED-7',
    inputs: timeouts,
    runs: 32,
    pending: [1, 1],
    ordinary: ({ isState }) => ({ text: '600000', isMalformed: false, isState }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);
      return {
        attempt: (timeout) => tryTimeout(t, room, timeout),
        async afterwards() {
          await t.requireNothingElseStored('SCHED-7', kept, 'after malformed timeouts');
        },
      };
    },
  }),
];

/** What is wrong with how a timeout is taken, if anything is. */
async function tryTimeout(
  t: FuturesContext,
  room: Room,
  { text, isMalformed, isState }: Timeout,
): Promise<Wrong | undefined> {
  const options = { query: { future_timeout: text } };
  const content = { msgtype: 'm.text', body: 'any timeout' };
  const answer = isState
    ? await t.tryState(t.alice, room, { stateKey: t.uniqueName('key'), content }, options)
    : await t.tryMessage(t.alice, room, { content }, options);
  await t.withdraw(answer);
  const what = `${isState ? 'state_future' : 'send_future'} with future_timeout=${encodeURIComponent(text)}`;
  if (answer.status >= 500) return { what, expected: 'no 5xx', seen: answer };
  return isMalformed && !answer.refused ? { what, expected: 'a refusal with 4xx', seen: answer } : undefined;
}
