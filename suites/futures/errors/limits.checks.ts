import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { retryAfter } from '../../kit/connection/retry-after.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** How often it is tried to be limited. Far more would be an attack. */
const BURST = 40;

/** How many limited requests are looked at. */
const ENOUGH = 4;

/** How many futures a server without a cap is asked to keep. */
const MANY = 120;

/** How much a server lets one user do. */
export const limitChecks: readonly Check[] = [
  futuresCheck({
    id: 'errors.limit-exceeded-has-no-effect',
    title: 'a request that is answered with 429 M_LIMIT_EXCEEDED has no effect, and works when tried again later',
    requirements: ['ERR-9'],
    needs: { ownAccount: true, embedded: { rateLimit: { requests: 12, perMs: 1_000 } } },
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);
      let limited = 0;

      for (let round = 0; round < BURST && limited < ENOUGH; round += 1) {
        // An odd request now and then, so that a server that limits every so many requests is met at each of ours.
        if (round % 2 === 1) await t.tryList(t.alice, { patient: false });
        const wish = { type: 'm.room.message', txnId: t.uniqueName('txn'), content: t.text('burst'), timeout: t.far };
        let answer = await t.tryMessage(t.alice, room, wish, { patient: false });
        if (answer.status === 429) {
          limited += 1;
          requireLimit(t, answer, 'scheduling');
          t.require(
            'ERR-9',
            await t.isListed(kept),
            'a living future is gone after a request that was answered with 429',
          );
          await t.requireNothingElseStored('ERR-9', kept, 'after scheduling was answered with 429');
          answer = await t.tryMessage(t.alice, room, wish);
          t.requireAcceptance('ERR-9', answer, 'a request that was answered with 429, tried again');
        }
        if (answer.ok) limited += await cancelImpatiently(t, t.adopt(t.alice, room, wish, answer), kept);
      }

      if (limited === 0)
        t.notApplicable(`nothing was answered with 429 in ${BURST} rounds of scheduling and cancelling`);
      await t.requireNothing('ERR-9', kept, 'after all that was limited');
    },
  }),

  futuresCheck({
    id: 'errors.cap-on-futures',
    title: 'whether the number of futures per user is capped',
    requirements: ['Q-LIMIT'],
    needs: { ownAccount: true, pending: MANY, wait: 5 },
    async run(t) {
      const room = await t.alice.createRoom();
      const futures: Future[] = [await t.message(t.alice, room)];
      let refusal: Answer | undefined;

      while (futures.length < MANY && refusal === undefined) {
        const wish = { type: 'm.room.message', content: t.text('one of many'), timeout: t.far };
        const answer = await tryForAWhile(t, () => t.tryMessage(t.alice, room, wish, { patient: false }));
        t.presupposeComposure(answer, `the ${futures.length + 1}th future of a user`);
        if (answer.ok) futures.push(t.adopt(t.alice, room, wish, answer));
        else refusal = answer;
      }

      if (refusal === undefined) t.observe('Q-LIMIT', 'none');
      else {
        for (const future of futures.splice(0, 2)) await t.cancel(future);
        const again = await t.tryMessage(t.alice, room, { timeout: t.far });
        await t.withdraw(again);
        const reading = again.ok ? 'capped' : `other: refused with ${refusal.status}, also after some were cancelled`;
        t.observe('Q-LIMIT', reading);
      }
      for (const future of futures) await t.cancel(future);
    },
  }),
];

/** Tries again after a 429, but not for ever: some servers answer 429 to what is too much however long one waits. */
async function tryForAWhile(t: FuturesContext, request: () => Promise<Answer>): Promise<Answer> {
  let answer = await request();
  for (let tries = 0; tries < 5 && answer.status === 429; tries += 1) {
    await t.letTimePass(Math.min(retryAfter(answer) ?? 0, t.beats(1)));
    answer = await request();
  }
  return answer;
}

/** Cancels a future, and judges what a 429 on the way does; returns how many there were. */
async function cancelImpatiently(t: FuturesContext, future: Future, kept: Future): Promise<number> {
  const answer = await t.callToken(future.cancelToken ?? '', { patient: false });
  if (answer.status !== 429) return 0;
  requireLimit(t, answer, 'calling a token');
  t.require('ERR-9', await t.isListed(future), 'cancelling was answered with 429, and the future is gone');
  t.require('ERR-9', await t.isListed(kept), 'a living future is gone after a request that was answered with 429');
  await t.cancel(future);
  return 1;
}

function requireLimit(t: FuturesContext, answer: Answer, what: string): void {
  t.requireRefusal('ERR-9', answer, what, 429);
  t.require('ERR-9', answer.errcode === 'M_LIMIT_EXCEEDED', { what, expected: 'M_LIMIT_EXCEEDED', seen: answer });
  const told = typeof answer.body['retry_after_ms'] === 'number' || answer.headers['retry-after'] !== undefined;
  t.advise('ERR-9', told, `the 429 does not say when to try again: ${answer}`);
}
