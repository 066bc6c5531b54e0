import {
  anyScheduledInput,
  changeTo,
  inputInWords,
  type LabelledInput,
  PLAIN_INPUT,
  type ScheduledInput,
  tryScheduledInput,
} from '../../chance/any-scheduled-input.js';
import type { Check } from '../../kit/checks/check.js';
import { beginningWith, type Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import { inputCheck } from '../chance/inputs-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';

/** Whatever is given comes through unchanged (SCHED-10). */
export const sentInputChecks: readonly Check[] = [
  inputCheck<ScheduledInput>({
    id: 'scheduling.any-input',
    title: 'any content, type, state key and transaction id comes through unchanged',
    requirement: 'SCHED-10',
    inputs: anyScheduledInput,
    runs: 24,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ ...PLAIN_INPUT, isState }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (input) => tryInput(t, room, input) };
    },
  }),
];

/** What is wrong with what comes of an input, if anything is. */
async function tryInput(t: FuturesContext, room: Room, input: ScheduledInput): Promise<Wrong | undefined> {
  const tried = await tryScheduledInput<Wrong>(t, room, input, {
    schedule: (asked) => schedule(t, room, asked),
    refused: (answer) => `expected 200, got ${answer}`,
    follow: (asked, answer) => wrongIn(t, room, asked, answer),
    isAccepted: (answer) => answer.ok && sendTokenOf(answer.body) !== undefined,
  });
  return tried && beginningWith(inputInWords(tried.asked), tried.breach);
}

async function wrongIn(
  t: FuturesContext,
  room: Room,
  asked: LabelledInput,
  answer: Answer,
): Promise<Wrong | undefined> {
  const wrong = asked.isState ? undefined : judgeAgain(answer, await schedule(t, room, asked));
  const call = await t.callToken(sendTokenOf(answer.body) ?? '');
  if (wrong !== undefined) return wrong;
  return call.ok ? changeTo(t, room, asked) : { what: 'calling its send token', expected: 200, seen: call };
}

function schedule(t: FuturesContext, room: Room, { isState, type, key, content }: LabelledInput): Promise<Answer> {
  const wish = { type, content, timeout: t.far };
  return isState
    ? t.tryState(t.alice, room, { ...wish, stateKey: key })
    : t.tryMessage(t.alice, room, { ...wish, txnId: key });
}

/** The same transaction id again is the same future again (SCHED-9), whatever it consists of. */
function judgeAgain(first: Answer, again: Answer): string | undefined {
  if (sendTokenOf(first.body) === sendTokenOf(again.body)) return undefined;
  return `the transaction id was not recognised when it came again: ${again}`;
}
