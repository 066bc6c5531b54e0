import { constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/check.js';
import type { Room } from '../../kit/room.js';
import type { Future } from '../future.js';
import { type FuturesContext, sendTokenOf } from '../futures-context.js';
import { inputCheck } from './inputs-check.js';
import { inWords } from './inputs-content.js';
import { oddName } from './inputs-strings.js';

/** What two group ids differ in that a careless server takes for the same. */
const LIKENESSES: Readonly<Record<string, (id: string) => readonly [string, string]>> = {
  'a space after it': (id) => [id, `${id} `],
  'a space before it': (id) => [id, ` ${id}`],
  case: (id) => [`${id}a`, `${id}A`],
  'its normalisation form': (id) => [`${id}\u00e9`, `${id}e\u0301`],
  'a compatible character': (id) => [`${id}\ufb01`, `${id}fi`],
  'an invisible character': (id) => [id, `${id}\u200b`],
  'percent-encoding': (id) => [`${id}%41`, `${id}A`],
  'a plus sign for a space': (id) => [`${id}+a`, `${id} a`],
  'what follows 300 characters': (id) => [`${id.padEnd(300)}a`, `${id.padEnd(300)}b`],
  'its last character': (id) => [`${id}a`, `${id}b`],
};

/** Two group ids that begin with the same name. */
interface Pair {
  readonly name: string;
  /** A key of {@link LIKENESSES}. */
  readonly likeness: string;
}

/** Any string is a group of its own or refused (GROUP-9). */
export const groupInputChecks: readonly Check[] = [
  inputCheck<Pair>({
    id: 'groups.any-id',
    title: 'any group id that is taken names a group of its own, however like another one it is',
    requirement: 'GROUP-9',
    inputs: record({ name: oddName, likeness: constantFrom(...Object.keys(LIKENESSES)) }),
    runs: 24,
    pending: [3, 0],
    ordinary: () => ({ name: '', likeness: 'its last character' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (pair) => tryPair(t, room, pair) };
    },
  }),
];

/** What is wrong with two group ids on this server, if anything is. */
async function tryPair(t: FuturesContext, room: Room, { name, likeness }: Pair): Promise<string | undefined> {
  const stem = `${t.uniqueName('any')}-${name}`;
  const [id, like] = LIKENESSES[likeness]?.(stem) ?? [stem, stem];
  const asOne = `the group ids ${inWords(id)} and ${inWords(like)} were taken for one`;
  const one = await open(t, room, id);
  if (typeof one === 'string') return one;
  const other = await open(t, room, like);
  if (typeof other === 'string') return other;
  if (one !== undefined && one.group === other?.group) return asOne;
  // What has a group of another name (Q-CLIENT-GROUP) tells nothing of the one that was asked for.
  const isNamed = one?.group === id;
  if (isNamed) {
    const action = await t.tryMessage(t.alice, room, { timeout: 'none', group: id });
    if (!action.ok) return `an action future for the group id ${inWords(id)} of a living group: got ${action}`;
    await t.callToken(sendTokenOf(action.body) ?? '');
    if ((await t.callToken(one.refreshToken ?? '')).ok) {
      return `an action future that named the group id ${inWords(id)} was not put into that group`;
    }
  } else if (one !== undefined) await t.withdraw(one.answer);
  if (other === undefined) return undefined;
  const lives = (await t.callToken(other.refreshToken ?? '')).ok;
  await t.withdraw(other.answer);
  return lives ? undefined : asOne;
}

/** A timeout future with a group id that is not in use; nothing where it is refused, a sentence where it goes wrong. */
async function open(t: FuturesContext, room: Room, id: string): Promise<Future | string | undefined> {
  const wish = { type: 'm.room.message', timeout: t.far, group: id, content: t.text('in a group of any id') };
  const answer = await t.tryMessage(t.alice, room, wish);
  if (answer.ok) return t.adopt(t.alice, room, wish, answer);
  return answer.refused ? undefined : `the group id ${inWords(id)}: expected 200 or 4xx, got ${answer}`;
}
