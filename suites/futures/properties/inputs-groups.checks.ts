import { constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/check.js';
import type { Room } from '../../kit/room.js';
import type { Future } from '../future.js';
import { type FuturesContext, sendTokenOf } from '../futures-context.js';
import { inputCheck } from './inputs-check.js';
import { oddName } from './inputs-strings.js';

/** What makes another group id of one, that a careless server takes for the same. */
const LIKENESSES: Readonly<Record<string, (id: string) => string>> = {
  'with a space after it': (id) => `${id} `,
  'with a space before it': (id) => ` ${id}`,
  'in upper case': (id) => id.toUpperCase(),
  'in lower case': (id) => id.toLowerCase(),
  'in composed form': (id) => id.normalize('NFC'),
  'in decomposed form': (id) => id.normalize('NFD'),
  'in compatibility form': (id) => id.normalize('NFKC'),
  'percent-encoded': (id) => encodeURIComponent(id),
  'with something after 300 characters': (id) => `${id}${'-'.repeat(300)}`,
  'without its last character': (id) => [...id].slice(0, -1).join(''),
};

/** Two group ids, the second made from the first. */
interface Pair {
  readonly name: string;
  readonly likeness: string;
}

/** Any string is a group of its own or refused (GROUP-9). */
export const groupInputChecks: readonly Check[] = [
  inputCheck<Pair>({
    id: 'groups.any-id',
    title: 'any group id that is taken names a group of its own, however like another one it is',
    requirement: 'GROUP-9',
    inputs: record({ name: oddName, likeness: constantFrom(...Object.keys(LIKENESSES)) }),
    runs: 16,
    pending: [3, 0],
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (pair) => tryPair(t, room, pair) };
    },
  }),
];

/** What is wrong with two group ids on this server, if anything is. */
async function tryPair(t: FuturesContext, room: Room, { name, likeness }: Pair): Promise<string | undefined> {
  const id = `${t.uniqueName('any')}${name}`;
  const like = LIKENESSES[likeness]?.(id) ?? id;
  const one = await open(t, room, id);
  if (typeof one === 'string') return one;
  const other = like === id ? undefined : await open(t, room, like);
  if (typeof other === 'string') return other;
  if (one !== undefined) {
    const wish = { timeout: 'none', group: one.group } as const;
    const action = await t.tryMessage(t.alice, room, wish);
    if (!action.ok) return `an action future for the group id ${JSON.stringify(id)} of a living group: got ${action}`;
    await t.callToken(sendTokenOf(action.body) ?? '');
    if ((await t.callToken(one.refreshToken ?? '')).ok) {
      return `an action future that named the group id ${JSON.stringify(id)} was not put into that group`;
    }
  }
  if (other === undefined) return undefined;
  const lives = (await t.callToken(other.refreshToken ?? '')).ok;
  await t.withdraw(other.answer);
  return lives ? undefined : `the group id ${JSON.stringify(id)} and the same ${likeness} were taken for one`;
}

/** A timeout future with a group id that is not in use; nothing where it is refused, a sentence where it goes wrong. */
async function open(t: FuturesContext, room: Room, id: string): Promise<Future | string | undefined> {
  const wish = { type: 'm.room.message', timeout: t.far, group: id, content: t.text('in a group of any id') };
  const answer = await t.tryMessage(t.alice, room, wish);
  if (answer.ok) return t.adopt(t.alice, room, wish, answer);
  return answer.refused ? undefined : `the group id ${JSON.stringify(id)}: expected 200 or 4xx, got ${answer}`;
}
