import { type Arbitrary, constantFrom, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { inWords } from '../../chance/any-content.js';
import { NAME_LOOK_ALIKES } from '../../chance/look-alikes.js';
import { oddName } from '../../chance/any-strings.js';

/** What has a name. */
type Named = 'state key' | 'type of state' | 'type of a message' | 'transaction id';

/** Two names of the same sort that begin alike. */
interface Pair {
  readonly of: Named;
  readonly name: string;
  /** A key of {@link NAME_LOOK_ALIKES}. */
  readonly lookAlike: string;
}

function pairsOf(...named: readonly Named[]): Arbitrary<Pair> {
  const lookAlike = constantFrom(...Object.keys(NAME_LOOK_ALIKES));
  return record({ of: constantFrom(...named), name: oddName, lookAlike });
}

const ordinary = (pair: Pair): Pair => ({ ...pair, name: '', lookAlike: 'its last character' });
const kindOf = ({ of, lookAlike }: Pair): string => `${of} ${lookAlike}`;

/** Names that differ are two names, and each is kept as it is (SCHED-10). */
export const nameInputChecks: readonly Check[] = [
  inputCheck<Pair>({
    id: 'scheduling.any-two-names',
    title: 'types, state keys and transaction ids that differ in anything are told apart, and come as they were given',
    requirement: 'SCHED-10',
    inputs: pairsOf('transaction id', 'state key', 'type of state', 'type of a message'),
    kindOf,
    runs: 48,
    pending: [2, 0],
    ordinary,
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (pair) => tryPair(t, room, pair) };
    },
  }),
];

/** State of one name has nothing to do with futures of another (STATE-4). */
export const stateNameInputChecks: readonly Check[] = [
  inputCheck<Pair>({
    id: 'state.any-two-names',
    title: 'a new state event invalidates no future whose state key or type differs from its own in anything',
    requirement: 'STATE-4',
    inputs: pairsOf('state key', 'type of state'),
    kindOf,
    runs: 30,
    pending: [1, 0],
    ordinary,
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (pair) => tryNeighbour(t, room, pair) };
    },
  }),
];

/** An event by whose path something is named. */
interface Entry {
  readonly type: string;
  readonly stateKey?: string;
  readonly txnId: string;
  readonly content: JsonRecord;
}

/** What is wrong with two futures whose names are alike; nothing where the ordinary endpoints do no better. */
async function tryPair(t: FuturesContext, room: Room, pair: Pair): Promise<string | undefined> {
  const [one, other] = entries(t, pair);
  const answers = [await schedule(t, room, one), await schedule(t, room, other)] as const;
  const tokens = answers.map(({ ok, body }) => (ok ? sendTokenOf(body) : undefined));
  let wrong = tokens[0] === tokens[1] ? 'they were taken for one' : undefined;
  for (const [index, entry] of [one, other].entries()) {
    const token = tokens[index];
    if (token === undefined) wrong = `scheduling by the name ${nameOf(entry, pair)} got ${answers[index]}`;
    wrong ??= await sendingChanges(t, room, entry, token ?? '');
  }
  for (const answer of answers) await t.withdraw(answer);
  if (wrong === undefined || !(await areApartOrdinarily(t, room, pair))) return undefined;
  return `each as ${pair.of}, ${nameOf(one, pair)} and ${nameOf(other, pair)}: ${wrong}`;
}

/** What is wrong with a future after new state whose name is like its own; nothing where the ordinary endpoints do no better. */
async function tryNeighbour(t: FuturesContext, room: Room, pair: Pair): Promise<Breach | string | undefined> {
  const [one, other] = entries(t, pair);
  const answer = await schedule(t, room, one);
  const set = answer.ok && (await t.alice.trySetState(room, other.type, other.stateKey ?? '', other.content)).ok;
  const call = await t.callToken(answer.string('refresh_token') ?? '');
  await t.withdraw(answer);
  if (!set || call.ok || !(await areApartOrdinarily(t, room, pair))) return undefined;
  // Whether it is the name of the future that was changed, rather than the comparison that is wrong.
  const [again] = entries(t, pair);
  const token = sendTokenOf((await schedule(t, room, again)).body);
  const changed = await sendingChanges(t, room, again, token ?? '');
  const told = `a future with the ${pair.of} ${nameOf(one, pair)} after new state with ${nameOf(other, pair)}`;
  return {
    breaks: changed === undefined ? 'STATE-4' : 'SCHED-10',
    wrong: changed === undefined ? `${told}: expected it to live, refreshing it got ${call}` : `${told}: ${changed}`,
  };
}

/** Two events that differ in nothing but a name, and in their labels. */
function entries(t: FuturesContext, { of, name, lookAlike }: Pair): readonly [Entry, Entry] {
  const stem = `${t.uniqueName('name')}${name}`;
  const [one, other] = NAME_LOOK_ALIKES[lookAlike]?.(stem) ?? [stem, stem];
  const entry = (name: string): Entry => {
    const plain = { type: 'org.example.status', txnId: t.uniqueName('txn'), content: t.text(of) };
    switch (of) {
      case 'state key':
        return { ...plain, stateKey: name };
      case 'type of state':
        return { ...plain, type: `org.example.${name}`, stateKey: '' };
      case 'type of a message':
        return { ...plain, type: `org.example.${name}` };
      case 'transaction id':
        return { ...plain, txnId: name };
    }
  };
  return [entry(one), entry(other)];
}

/** The name that an event is about, so that everything in it can be told apart. */
function nameOf({ type, stateKey, txnId }: Entry, { of }: Pair): string {
  return inWords(of === 'state key' ? (stateKey ?? '') : of === 'transaction id' ? txnId : type);
}

function schedule(t: FuturesContext, room: Room, { txnId, stateKey, ...wish }: Entry): Promise<Answer> {
  return stateKey === undefined
    ? t.tryMessage(t.alice, room, { ...wish, txnId, timeout: t.far })
    : t.tryState(t.alice, room, { ...wish, stateKey, timeout: t.far });
}

/** What has become of a future's names when it is sent, if anything has. */
async function sendingChanges(t: FuturesContext, room: Room, entry: Entry, token: string): Promise<string | undefined> {
  const call = await t.callToken(token);
  return call.ok ? changesTo(t, room, entry) : `calling the send token of one got ${call}`;
}

async function changesTo(
  t: FuturesContext,
  room: Room,
  { type, stateKey, content }: Entry,
): Promise<string | undefined> {
  const event = (await t.eventIn(room, isLabelledAs(content), t.now()))?.event;
  if (event === undefined) return 'the event of one never came';
  if (event.type !== type) return `the type ${inWords(type)} came as ${inWords(event.type)}`;
  if (event.state_key === stateKey) return undefined;
  return `the state key ${inWords(stateKey)} came as ${inWords(event.state_key)}`;
}

/** Whether the ordinary endpoints of this server take such names, keep them, and tell them apart. */
async function areApartOrdinarily(t: FuturesContext, room: Room, pair: Pair): Promise<boolean> {
  const both = entries(t, pair);
  for (const { type, stateKey, txnId, content } of both) {
    const answer =
      stateKey === undefined
        ? await t.alice.trySend(room, type, content, txnId)
        : await t.alice.trySetState(room, type, stateKey, content);
    if (!answer.ok) return false;
  }
  for (const entry of both) if ((await changesTo(t, room, entry)) !== undefined) return false;
  const [{ type, stateKey, content }] = both;
  if (stateKey === undefined) return true;
  return (await t.alice.stateOf(room, type, stateKey))?.['label'] === content['label'];
}
