import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';

/** Calls that are under way at the same time (TOKEN-12). */
export const tokenConcurrencyChecks: readonly Check[] = [
  futuresCheck({
    id: 'tokens.same-send-token-at-once',
    title: 'when the same send token is called eight times at once, exactly one event comes',
    requirements: ['TOKEN-12'],
    async run(t) {
      const room = await t.alice.createRoom();
      const futures: Future[] = [];
      const answers: Answer[] = [];

      for (let round = 0; round < 3; round += 1) {
        const future = await t.message(t.alice, room);
        answers.push(...(await Promise.all(Array.from({ length: 8 }, () => t.callToken(future.sendToken)))));
        futures.push(future);
      }

      for (const future of futures) {
        await t.requireOneOf('TOKEN-12', [future], t.now(), 'after eight calls of its send token at once');
        await t.requireDeadTokens('TOKEN-12', future, 'after eight calls of its send token at once');
      }
      await t.requireNothing('TOKEN-12', futures, 'after one event of each future');
      t.observe('TOKEN-12', `eight calls of one send token at once: ${statuses(answers)}`);
    },
  }),

  futuresCheck({
    id: 'tokens.sends-of-one-group-at-once',
    title: 'when all send tokens of a group are called at once, exactly one event comes and the group is resolved',
    requirements: ['TOKEN-12', 'GROUP-1'],
    needs: { pending: 5 },
    async run(t) {
      const room = await t.alice.createRoom();
      const futures: Future[] = [];
      const answers: Answer[] = [];

      for (let round = 0; round < 3; round += 1) {
        const timed = await t.message(t.alice, room);
        const group = [timed, await t.message(t.alice, room, { group: timed.group })];
        for (let actions = 0; actions < 3; actions += 1) group.push(await t.action(t.alice, room, timed.group));
        answers.push(...(await Promise.all(group.map((future) => t.callToken(future.sendToken)))));
        await t.requireOneOf('TOKEN-12', group, t.now(), 'after five send tokens of a group were called at once');
        for (const future of group) await t.requireDeadTokens('TOKEN-12', future, 'after all were called at once');
        futures.push(...group);
      }

      await t.requireNothing('GROUP-1', futures, 'after one event of each group');
      t.observe('TOKEN-12', `five send tokens of one group at once: ${statuses(answers)}`);
    },
  }),

  futuresCheck({
    id: 'tokens.send-against-refresh',
    title: 'when a future is sent and refreshed at once, its event comes exactly once and its timer does not run on',
    requirements: ['TOKEN-12'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const futures = await Promise.all([1, 2, 3, 4].map(() => t.message(t.alice, room, { timeout: t.beats(3) })));

      await Promise.all(
        futures.flatMap(({ sendToken, refreshToken = '' }, index) =>
          (index % 2 === 0 ? [sendToken, refreshToken] : [refreshToken, sendToken]).map((token) => t.callToken(token)),
        ),
      );
      const answered = t.now();

      for (const future of futures) {
        await t.requireOneOf('TOKEN-12', [future], answered, 'after send and refresh at once');
        await t.requireDeadTokens('TOKEN-12', future, 'after send and refresh at once');
      }
      await t.requireSilence('TOKEN-12', room, answered + t.beats(3), 'after one event of each future');
    },
  }),
];

/** How many answers had which status. */
function statuses(answers: readonly Answer[]): string {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
}
