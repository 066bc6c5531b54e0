import { type Arbitrary, constantFrom, oneof, record } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';
import { SPELLINGS, spelled } from '../../chance/spellings.js';

/** A state key, and how it is written. */
interface Spelled {
  readonly key: string;
  /** A key of {@link SPELLINGS}. */
  readonly spelling: string;
  /** Whether there is a slash where the key is empty. */
  readonly slash: boolean;
}

/** Text of the characters that may stand in a path as they are, or that look like escapes. */
const plainKey: Arbitrary<string> = oneof(
  constantFrom('', 'a', '@a:b', 'a+b', 'a%2Bb', 'a&b=c', '$a', 'A;b,c'),
  oddName,
);

/** A state key is the same in whatever way the path writes it, and may be empty (SCHED-3, SCHED-10). */
export const spellingInputChecks: readonly Check[] = [
  inputCheck<Spelled>({
    id: 'scheduling.any-spelling',
    title: 'a state key comes as it was meant in whatever way the path writes it; an empty one without a slash, too',
    requirement: 'SCHED-10',
    alsoVerifies: ['SCHED-3'],
    inputs: record({
      key: plainKey.filter((key) => !/^\.+$/.test(key)),
      spelling: constantFrom(...Object.keys(SPELLINGS)),
      slash: constantFrom(true, false),
    }),
    kindOf: ({ spelling }) => spelling,
    runs: 40,
    pending: [1, 0],
    ordinary: () => ({ key: 'plain', spelling: 'as usual', slash: true }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (input) => trySpelling(t, room, input) };
    },
  }),
];

/** What is wrong with what comes of a state key; nothing where the ordinary endpoint does no better. */
async function trySpelling(t: FuturesContext, room: Room, input: Spelled): Promise<Breach | undefined> {
  const { key } = input;
  // So that nothing else has that key.
  const type = t.uniqueName('org.example.spelled');
  const [content, ordinarily] = [t.text('spelled'), t.text('spelled ordinarily')];
  const end = `${type}${writtenKey(input)}`;
  const query = { future_timeout: t.timeoutParameter(t.far) };
  const path = `${t.roomPath(room.id)}/state_future/${end}`;
  const answer = await t.alice.request('PUT', path, { query, json: content });
  const wrong = await whatIsWrong(t, room, key, content, answer);
  await t.withdraw(answer);
  if (wrong === undefined) return undefined;
  const ordinary = await t.alice.request('PUT', `${roomPath(room, 'state')}/${end}`, { json: ordinarily });
  if (!ordinary.ok || (await changeTo(t, room, key, ordinarily)) !== undefined) return undefined;
  return {
    breaks: key === '' ? 'SCHED-3' : 'SCHED-10',
    wrong: `the state key ${inWords(key)}, written as ${end.slice(type.length) || 'nothing at all'}: ${wrong}`,
  };
}

function writtenKey({ key, spelling, slash }: Spelled): string {
  if (key === '') return slash ? '/' : '';
  return `/${spelled(key, spelling)}`;
}

async function whatIsWrong(
  t: FuturesContext,
  room: Room,
  key: string,
  content: JsonRecord,
  answer: Answer,
): Promise<Wrong | undefined> {
  const token = answer.ok ? sendTokenOf(answer.body) : undefined;
  if (token === undefined) return { expected: '200 and a token', seen: answer };
  const call = await t.callToken(token);
  return call.ok ? changeTo(t, room, key, content) : `calling its send token got ${call}`;
}

/** How the state key of an event differs from what was meant. */
async function changeTo(t: FuturesContext, room: Room, key: string, content: JsonRecord): Promise<string | undefined> {
  const arrival = await t.eventIn(room, isLabelledAs(content), t.now());
  if (arrival === undefined) return 'its event never came';
  const { state_key: came } = arrival.event;
  return came === key ? undefined : `it came as ${inWords(came)}`;
}
