import { type Arbitrary, array, constantFrom, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { mentions, tellingFields } from './token-answers.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

type Call = 'send' | 'refresh' | 'cancel';

/** One call of each kind, each on a future of its own. */
interface Turn {
  readonly kind: Kind;
  readonly order: readonly Call[];
  /** What is called when all that is over. */
  readonly afterwards: Call | 'unknown';
}

const turns: Arbitrary<Turn> = record({
  kind: constantFrom('message', 'state'),
  order: constantFrom<readonly Call[]>(
    ['send', 'refresh', 'cancel'],
    ['send', 'cancel', 'refresh'],
    ['refresh', 'send', 'cancel'],
    ['refresh', 'cancel', 'send'],
    ['cancel', 'send', 'refresh'],
    ['cancel', 'refresh', 'send'],
  ),
  afterwards: constantFrom('send', 'refresh', 'cancel', 'unknown'),
});

/** Answers of the token endpoint give nothing away (TOKEN-10). */
export const tokenAnswerChecks: readonly Check[] = [
  anyStoryCheck<readonly Turn[]>({
    id: 'tokens.any-answers',
    title:
      'whatever tokens are called, living and dead, successes look alike and no answer names room, user, event or type',
    requirements: ['TOKEN-10'],
    pending: 3,
    // By turns, so that what varies with time or chance varies within one kind of call too.
    stories: array(turns, { minLength: 3, maxLength: 6 }),
    runs: { virtual: 12, real: 3 },
    tell: tellTurns,
    inWords: (all) =>
      all
        .map(
          ({ kind, order, afterwards }) =>
            `${order.join(', ')} (a ${kind} future each), then ${calledInWords(afterwards)}`,
        )
        .join('; '),
  }),
];

async function tellTurns(t: FuturesContext, all: readonly Turn[]): Promise<void> {
  const room = await t.alice.createRoom();
  const successes: Readonly<Record<Call, Answer[]>> = { send: [], refresh: [], cancel: [] };
  for (const { kind, order, afterwards } of all) {
    const type = `org.example.${t.uniqueName('type')}`;
    const calls: [what: string, answer: Answer][] = [];
    const futures = { send: undefined, refresh: undefined, cancel: undefined } as Record<Call, Answer | undefined>;
    const metadata: Record<string, string> = { room: room.id, user: t.alice.userId, type };
    for (const call of order) {
      const future = await schedule(t, t.alice, room, kind, { type });
      const answer = await t.callToken(future.answer.string(`${call}_token`) ?? '');
      t.presuppose(MEANS[call], answer.ok, {
        what: `calling the ${call} token of a living future`,
        expected: 200,
        seen: answer,
      });
      successes[call].push(answer);
      calls.push([`a ${call} token`, answer]);
      futures[call] = future.answer;
      metadata[`content of the future for ${call}`] = String(future.content['label']);
      if (call !== 'send') continue;
      const arrival = await t.eventIn(room, isEventOf(future), answer.answeredAt);
      if (arrival !== undefined) metadata['event'] = arrival.event.event_id;
    }
    const dead = afterwards === 'unknown' ? t.uniqueName('token') : futures.send?.string(`${afterwards}_token`);
    calls.push([calledInWords(afterwards), await t.callToken(dead ?? '')]);
    for (const [call, answer] of calls) {
      for (const [what, value] of Object.entries(metadata)) {
        t.require('TOKEN-10', !mentions(answer, value), `the answer to ${call} names the ${what}: ${answer}`);
      }
    }
    if (futures.refresh !== undefined) await t.withdraw(futures.refresh);
  }
  const told = tellingFields(Object.values(successes));
  t.require('TOKEN-10', told.length === 0, `the answers to send, refresh and cancel differ in ${told.join(', ')}`);
}

/** What a call that is refused breaks. */
const MEANS = { send: 'TOKEN-2', refresh: 'TOKEN-3', cancel: 'TOKEN-6' } as const;

function calledInWords(afterwards: Turn['afterwards']): string {
  return afterwards === 'unknown' ? 'an unknown token' : `the ${afterwards} token of the one that was sent`;
}
