import { constantFrom } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { inTurns } from '../../chance/in-turns.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { inWords } from '../../chance/any-content.js';
import { openGroup } from './open-group.js';

/** Words that mean something to some language, some library, or elsewhere in the revision. */
const WORDS = [
  ...[
    'none',
    'null',
    'nil',
    'None',
    'undefined',
    'true',
    'false',
    'NaN',
    'any',
    'default',
    'new',
    'timeout',
    'futures',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', '__class__'],
  ...['0', '-1', '1e3', '0x10', '[]', '{}', '""', '*', '?', '.', '%', '$', '$m.send_now.event_id', 'a'],
] as const;

/** No word is so special that it could not be a group id (GROUP-9). */
export const groupWordInputChecks: readonly Check[] = [
  inputCheck<string>({
    id: 'groups.any-word',
    title: 'any word that is taken as a group id names a group of its own, whatever it means elsewhere',
    requirement: 'GROUP-9',
    // Words cannot be made unique, so nobody else may use them at the same time.
    needs: { ownAccount: true },
    inputs: constantFrom(...WORDS),
    runs: 72,
    pending: [2, 0],
    ordinary: () => 'ordinary',
    async arrange(t) {
      const room = await t.alice.createRoom();
      const name = t.uniqueName('ordinary');
      const ordinary = await openGroup(t, room, name);
      const namesAreKept = typeof ordinary === 'object' && ordinary.group === name;
      if (typeof ordinary === 'object') await t.withdraw(ordinary.answer);
      // One after the other, since the same word may come again.
      return { attempt: inTurns((word) => tryWord(t, room, word, namesAreKept)) };
    },
  }),
];

/**
 * What is wrong with a word as group id, if anything is.
 *
 * @param namesAreKept - whether this server takes the group ids that it is given, unless they are special (Q-CLIENT-GROUP)
 */
async function tryWord(
  t: FuturesContext,
  room: Room,
  word: string,
  namesAreKept: boolean,
): Promise<Breach | Wrong | undefined> {
  const opened = await openGroup(t, room, word);
  if (typeof opened !== 'object') return opened;
  const wrong = namesAreKept ? await judgeGroup(t, room, word, opened) : undefined;
  await t.withdraw(opened.answer);
  return wrong;
}

/** Whether a future is in the group that it has asked for: one of its own, which is known by that id. */
async function judgeGroup(
  t: FuturesContext,
  room: Room,
  word: string,
  opened: Future,
): Promise<Breach | Wrong | undefined> {
  const told = `the group id ${inWords(word)}`;
  const action = await t.tryMessage(t.alice, room, { timeout: 'none', group: word });
  const token = action.ok ? sendTokenOf(action.body) : undefined;
  if (token === undefined)
    return { what: `an action future for ${told} of a living group`, expected: 200, seen: action };
  await t.callToken(token);
  const call = await t.callToken(opened.refreshToken ?? '');
  if (call.ok) return `an action future that named ${told} was not put into that group`;
  const isEchoed = opened.group === word;
  return isEchoed ? undefined : { breaks: 'RESP-5', wrong: `${told} came back as ${inWords(opened.group)}` };
}
