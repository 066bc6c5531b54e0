import { type Arbitrary, constantFrom, record } from 'fast-check';

import { inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';
import { NAME_LOOK_ALIKES } from '../../chance/look-alikes.js';
import type { Check } from '../../kit/checks/check.js';
import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Room } from '../../kit/rooms/room.js';
import { inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Two transaction ids that begin alike. */
interface Pair {
  readonly name: string;
  /** A key of {@link NAME_LOOK_ALIKES}. */
  readonly lookAlike: string;
}

const pairs: Arbitrary<Pair> = record({ name: oddName, lookAlike: constantFrom(...Object.keys(NAME_LOOK_ALIKES)) });

/** Transaction ids that differ are two (DE-SCHED-6). */
export const transactionIdInputChecks: readonly Check[] = [
  inputCheck<Pair>({
    id: 'scheduling.any-two-ids',
    title: 'requests whose transaction ids differ in anything schedule two events',
    requirement: 'DE-SCHED-6',
    inputs: pairs,
    kindOf: ({ lookAlike }) => lookAlike,
    runs: 24,
    pending: [2, 0],
    ordinary: () => ({ name: '', lookAlike: 'its last character' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (pair) => tryPair(t, room, pair) };
    },
  }),
];

/** What is wrong where two transaction ids are alike; nothing where the undelayed endpoint does not tell them apart, either. */
async function tryPair(t: DelayedEventsContext, room: Room, { name, lookAlike }: Pair): Promise<Wrong | undefined> {
  const stem = `${t.uniqueName('txn')}${name}`;
  const txnIds = NAME_LOOK_ALIKES[lookAlike]?.(stem) ?? [stem, `${stem}x`];
  const delayIds: (string | undefined)[] = [];
  for (const txnId of txnIds) {
    const answer = await t.trySchedule(t.alice, room, { txnId, delay: t.far, content: t.text('alike') });
    const delayId = answer.string('delay_id');
    delayIds.push(delayId);
    if (delayId !== undefined) await t.tryAct(t.alice, delayId, 'cancel');
  }
  const [one, other] = delayIds;
  // Whether any id is taken at all is another matter.
  if (one === undefined || other === undefined || one !== other) return undefined;
  const eventIds: (string | undefined)[] = [];
  for (const txnId of txnIds) {
    eventIds.push((await t.alice.trySend(room, 'm.room.message', t.text('undelayed'), txnId)).string('event_id'));
  }
  if (eventIds[0] === eventIds[1]) return undefined;
  return {
    what: `requests with the transaction ids ${txnIds.map(inWords).join(' and ')}`,
    expected: 'two events',
    seen: `one, ${one}`,
  };
}
