import {
  anyScheduledInput,
  changesWhenSent,
  changeTo,
  inputInWords,
  labelled,
  type LabelledInput,
  PLAIN_INPUT,
  type ScheduledInput,
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

/**
 * What is wrong with what comes of an input; nothing where it comes through unchanged, or where this server's ordinary
 * endpoints do not do better.
 */
async function tryInput(t: FuturesContext, room: Room, input: ScheduledInput): Promise<Wrong | undefined> {
  const asked = labelled(t, input);
  const answer = await schedule(t, room, asked);
  const token = answer.ok ? sendTokenOf(answer.body) : undefined;
  let wrong: Wrong | undefined;
  if (token === undefined) wrong = `expected 200, got ${answer}`;
  else {
    if (!input.isState) wrong = judgeAgain(answer, await schedule(t, room, asked));
    const call = await t.callToken(token);
    wrong ??= call.ok ? await changeTo(t, room, asked) : { what: 'calling its send token', expected: 200, seen: call };
  }
  if (wrong === undefined || (await changesWhenSent(t, room, input))) return undefined;
  // Whatever is refused may be refused for another reason than what it is, such as a limit.
  if (token === undefined && !(await schedule(t, room, labelled(t, PLAIN_INPUT))).ok) return undefined;
  return beginningWith(inputInWords(asked), wrong);
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
