import { boolean, record } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord, SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { inputCheck } from '../chance/inputs-check.js';
import { anyContent, firstDifference, inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';

/** What a client may give to be sent later. */
interface Input {
  readonly isState: boolean;
  /** What the type ends with. */
  readonly type: string;
  /** The state key, or what the transaction id ends with. */
  readonly key: string;
  readonly content: JsonRecord;
}

/** Whatever is given comes through unchanged (SCHED-10). */
export const sentInputChecks: readonly Check[] = [
  inputCheck<Input>({
    id: 'scheduling.any-input',
    title: 'any content, type, state key and transaction id comes through unchanged',
    requirement: 'SCHED-10',
    inputs: record({ isState: boolean(), type: oddName, key: oddName, content: anyContent }),
    runs: 24,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ ...PLAIN, isState }),
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
async function tryInput(t: FuturesContext, room: Room, input: Input): Promise<Wrong | undefined> {
  const asked = asIn(t, input);
  const answer = await schedule(t, room, asked);
  const token = answer.ok ? sendTokenOf(answer.body) : undefined;
  let wrong: Wrong | undefined;
  if (token === undefined) wrong = `expected 200, got ${answer}`;
  else {
    if (!input.isState) wrong = judgeAgain(answer, await schedule(t, room, asked));
    const call = await t.callToken(token);
    wrong ??= call.ok ? await changeTo(t, room, asked) : { what: 'calling its send token', expected: 200, seen: call };
  }
  if (wrong === undefined || (await changesOrdinarily(t, room, input))) return undefined;
  // Whatever is refused may be refused for another reason than what it is, such as a limit.
  if (token === undefined && !(await schedule(t, room, asIn(t, PLAIN))).ok) return undefined;
  const kind = input.isState
    ? `state of the key ${inWords(asked.key)}`
    : `a message with the transaction id ${inWords(asked.key)}`;
  return `${kind}, type ${inWords(asked.type)}, content ${inWords(asked.content)}: ${wrong}`;
}

const PLAIN: Input = { isState: false, type: 'plain', key: 'plain', content: {} };

/** An input as it is given: told from all others by its type and by its content's label. */
function asIn(t: FuturesContext, { isState, type, key, content }: Input): Input & { readonly label: string } {
  const label = t.uniqueName('input');
  return {
    isState,
    type: `org.example.${label}.${type}`,
    key: isState ? key : `${label}${key}`,
    content: { ...content, label },
    label,
  };
}

function schedule(t: FuturesContext, room: Room, { isState, type, key, content }: Input): Promise<Answer> {
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

/** How an event that was sent differs from what was given. */
async function changeTo(
  t: FuturesContext,
  room: Room,
  { isState, type, key, content, label }: Input & { readonly label: string },
): Promise<string | undefined> {
  const isIt = (event: SeenEvent): boolean => event.type === type || event.content['label'] === label;
  const arrival = await t.eventIn(room, isIt, t.now());
  if (arrival === undefined) return 'its event never came';
  const { event } = arrival;
  const given = { type, stateKey: isState ? key : null, content };
  const came = { type: event.type, stateKey: event.state_key ?? null, content: event.content };
  const difference = firstDifference(given, came);
  if (difference === undefined) return undefined;
  return `${difference.path.map(inWords).join(' > ')} was ${difference.one} and came as ${difference.other}`;
}

/** Whether the ordinary endpoints of this server refuse or change such an input, too. */
async function changesOrdinarily(t: FuturesContext, room: Room, input: Input): Promise<boolean> {
  const ordinary = asIn(t, input);
  const { isState, type, key, content } = ordinary;
  const answer = isState
    ? await t.alice.trySetState(room, type, key, content)
    : await t.alice.trySend(room, type, content, key);
  return !answer.ok || (await changeTo(t, room, ordinary)) !== undefined;
}
