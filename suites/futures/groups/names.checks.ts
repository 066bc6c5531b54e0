import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** A group id that a client may ask for, made from something that no other check uses. */
interface OddName {
  readonly id: string;
  readonly words: string;
  readonly make: (unique: string) => string;
}

const ODD_NAMES: readonly OddName[] = [
  { id: 'unicode', words: 'letters, ideographs and emoji', make: (unique) => `группа-結婚式-👩‍👩‍👧‍👦-\u202e${unique}` },
  { id: 'slashes', words: 'slashes, dots and question marks', make: (unique) => `../${unique}/./a//b?c=d&e#f;g` },
  { id: 'percent-signs', words: 'percent and plus signs', make: (unique) => `%2F%00%zz%${unique}+100%` },
  { id: 'quotes', words: 'quotes, backslashes and braces', make: (unique) => `'"\\{$${unique}}\`;--<b>` },
  { id: 'null-character', words: 'a null character', make: (unique) => `${unique}\u0000end` },
  { id: 'prototype', words: '`__proto__`', make: () => '__proto__' },
  { id: 'constructor', words: '`constructor`', make: () => 'constructor' },
  { id: 'none', words: '`none`', make: () => 'none' },
  { id: 'zero', words: '`0`', make: () => '0' },
  { id: 'ten-thousand-characters', words: '10,000 characters', make: (unique) => unique.padEnd(10_000, 'x') },
];

/** Two group ids that a careless server takes for one. */
interface LikePair {
  readonly id: string;
  readonly words: string;
  readonly make: (unique: string) => readonly [string, string];
}

const LIKE_PAIRS: readonly LikePair[] = [
  { id: 'case', words: 'case', make: (unique) => [`${unique}-Call`, `${unique}-call`] },
  {
    id: 'normalisation',
    words: 'normalisation form',
    make: (unique) => [`${unique}-caf\u00e9`, `${unique}-cafe\u0301`],
  },
  {
    id: 'case-beyond-ascii',
    words: 'the case of letters beyond ASCII',
    make: (unique) => [`${unique}-\u00c9\u0416\u03a3`, `${unique}-\u00e9\u0436\u03c3`],
  },
  {
    id: 'what-follows-separators',
    words: 'what follows colons, dots, slashes and the like',
    make: (unique) => [`${unique}:1.2/3~4|5@a`, `${unique}:1.2/3~4|5@b`],
  },
  { id: 'space-after', words: 'white space at the end', make: (unique) => [unique, `${unique} `] },
  { id: 'space-before', words: 'white space at the beginning', make: (unique) => [unique, ` ${unique}`] },
  { id: 'character-65', words: 'their 65th character', make: (unique) => longPair(unique, 64) },
  { id: 'character-256', words: 'their 256th character', make: (unique) => longPair(unique, 255) },
  { id: 'percent-encoding', words: 'percent-encoding', make: (unique) => [`${unique}%41`, `${unique}A`] },
  { id: 'plus-and-space', words: 'a plus sign and a space', make: (unique) => [`${unique}+x`, `${unique} x`] },
];

/** Group ids that clients ask for: each is a group of its own, or refused (GROUP-9). */
export const groupNameChecks: readonly Check[] = [
  ...ODD_NAMES.map(({ id, words, make }) =>
    futuresCheck({
      id: `groups.odd-id-${id}`,
      title: `a group id of ${words} is a group of its own or refused`,
      requirements: ['GROUP-9'],
      async run(t) {
        const room = await t.alice.createRoom();
        const ordinary = await open(t, room, t.uniqueName('group'));
        const neighbour = ordinary ?? (await t.message(t.alice, room));

        const name = make(t.uniqueName('group'));
        const odd = await open(t, room, name);
        if (odd === undefined) return;

        const named = odd.group === name || ordinary === undefined || ordinary.group !== ordinary.askedFor;
        t.require('GROUP-9', named, `a group id of ${words} was replaced, though ordinary ones are not`);
        const action = await t.action(t.alice, room, odd.group);
        await t.requireSent('TOKEN-2', action, await t.send(action), 'an action future in that group');
        await t.requireDeadTokens('GROUP-9', odd, 'after the action future in its group was sent');
        t.requireAcceptance(
          'GROUP-9',
          await t.callToken(neighbour.refreshToken ?? ''),
          'refreshing a future of another group',
        );
        await t.requireNothing('GROUP-9', [odd, action, neighbour], 'after one future of that group was sent');
      },
    }),
  ),

  ...LIKE_PAIRS.map(({ id, words, make }) =>
    futuresCheck({
      id: `groups.ids-that-differ-in-${id}`,
      title: `group ids that differ only in ${words} name different groups`,
      requirements: ['GROUP-9'],
      async run(t) {
        const room = await t.alice.createRoom();
        const [name, like] = make(t.uniqueName('group'));
        await t.message(t.alice, room);
        const one = await open(t, room, name);
        if (one === undefined) return;

        // Nobody has opened the other group yet, so it takes no action futures, no more than a group of any other name.
        const unknown = await t.tryMessage(t.alice, room, { timeout: 'none', group: t.uniqueName('unlike') });
        t.presuppose('GROUP-4', unknown.refused, `an action future for a group that nobody has named: got ${unknown}`);
        const stray = await t.tryMessage(t.alice, room, { timeout: 'none', group: like });
        t.requireRefusal(
          'GROUP-9',
          stray,
          `an action future for a group id that differs in ${words} from a living one`,
        );
        const other = await open(t, room, like);
        await t.requireSent('TOKEN-2', one, await t.send(one), 'after its send token was called');

        if (other !== undefined)
          await t.requireSent('GROUP-9', other, await t.send(other), 'a future of the other group');
        await t.requireNothing('GROUP-9', one, 'after one future of each group was sent');
      },
    }),
  ),
];

/** A future that asked for a group id. What became of its wish, its `group` tells. */
type Opened = Future & { readonly askedFor: string };

/** Schedules a timeout future with a group id that is not in use; `undefined` where the server refuses that (Q-CLIENT-GROUP). */
async function open(t: FuturesContext, room: Room, id: string): Promise<Opened | undefined> {
  const wish = { type: 'm.room.message', timeout: t.far, group: id, content: t.text('in a group of that id') };
  const answer = await t.tryMessage(t.alice, room, wish);
  if (answer.ok) return { ...t.adopt(t.alice, room, wish, answer), askedFor: id };
  // The request is long and odd enough to be refused by something in front of the server, in its own words.
  t.require('GROUP-9', answer.refused, {
    what: 'a timeout future with a group id of its own',
    expected: '200 or 4xx',
    seen: answer,
  });
  return undefined;
}

/** Two ids of more than `length` characters that are the same as far as that. */
function longPair(unique: string, length: number): [string, string] {
  const start = unique.padEnd(length, '-');
  return [`${start}a`, `${start}b`];
}
