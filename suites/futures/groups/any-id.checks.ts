import { constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { inputCheck } from '../chance/inputs-check.js';
import { inWords } from '../../chance/any-content.js';
import { type LookAlikes, NAME_LOOK_ALIKES } from '../../chance/look-alikes.js';
import { openGroup } from './open-group.js';
import { oddName } from '../../chance/any-strings.js';

/** What two group ids differ in that a careless server takes for the same. */
const LOOK_ALIKES: LookAlikes = {
  ...NAME_LOOK_ALIKES,
  'what follows 300 characters': (id) => [`${id.padEnd(300)}a`, `${id.padEnd(300)}b`],
};

/** Two group ids that begin with the same name. */
interface Pair {
  readonly name: string;
  /** A key of {@link LOOK_ALIKES}. */
  readonly lookAlike: string;
}

/** Any string is a group of its own or refused (GROUP-9). */
export const groupInputChecks: readonly Check[] = [
  inputCheck<Pair>({
    id: 'groups.any-id',
    title: 'any group id that is taken names a group of its own, however like another one it is',
    requirement: 'GROUP-9',
    inputs: record({ name: oddName, lookAlike: constantFrom(...Object.keys(LOOK_ALIKES)) }),
    kindOf: ({ lookAlike }) => lookAlike,
    runs: 24,
    pending: [3, 0],
    ordinary: () => ({ name: '', lookAlike: 'its last character' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (pair) => tryPair(t, room, pair) };
    },
  }),
];

/** What is wrong with two group ids on this server, if anything is. */
async function tryPair(t: FuturesContext, room: Room, { name, lookAlike }: Pair): Promise<string | undefined> {
  const stem = `${t.uniqueName('any')}-${name}`;
  const [id, like] = LOOK_ALIKES[lookAlike]?.(stem) ?? [stem, stem];
  const one = await openGroup(t, room, id);
  if (typeof one === 'string') return one;
  const other = await openGroup(t, room, like);
  if (typeof other === 'string') return other;
  // What has a group of another name (Q-CLIENT-GROUP) tells nothing of the one that was asked for. Whether two are one is
  // told by what becomes of them: what the answers call them is another matter (RESP-5).
  const isNamed = one?.group === id;
  if (isNamed) {
    const action = await t.tryMessage(t.alice, room, { timeout: 'none', group: id });
    if (!action.ok) return `an action future for the group id ${inWords(id)} of a living group: got ${action}`;
    await t.callToken(sendTokenOf(action.body) ?? '');
    if ((await t.callToken(one.refreshToken ?? '')).ok) {
      return `an action future that named the group id ${inWords(id)} was not put into that group`;
    }
  } else if (one !== undefined) await t.callToken(one.sendToken);
  if (other === undefined) return undefined;
  const lives = (await t.callToken(other.refreshToken ?? '')).ok;
  await t.withdraw(other.answer);
  return lives ? undefined : `the group ids ${inWords(id)} and ${inWords(like)} were taken for one`;
}
