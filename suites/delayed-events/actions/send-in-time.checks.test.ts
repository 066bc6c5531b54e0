import { expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { Answer } from '../../kit/connection/answer.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

/** Judges a server that takes some time for a send, by the delay of the event, and for an undelayed event, in milliseconds. */
async function judged(takes: (delay: number) => number, undelayedTakes = 0): Promise<CheckResult> {
  const base = embeddedTarget({ revisions: ['delayed-events'] });
  const target: typeof base = {
    ...base,
    async open(needs) {
      const stage = await base.open(needs);
      let delay = 0;
      return {
        ...stage,
        async send(request) {
          const { method, path, body } = request;
          const answer = await stage.send(request);
          const takenUntil = (ms: number): Answer =>
            new Answer(answer, { sentAt: answer.sentAt, answeredAt: answer.sentAt + ms });
          if (method === 'PUT' && path.includes('/delayed_event/')) {
            delay = Number((JSON.parse(String(body)) as { delay_ms?: number }).delay_ms);
          }
          if (method === 'PUT' && path.includes('/send/')) return takenUntil(undelayedTakes);
          if (!path.endsWith('/send')) return answer;
          await stage.time.waitUntil(answer.sentAt + takes(delay));
          return takenUntil(takes(delay));
        },
      };
    },
  };
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: ['actions.send-answered-in-time'] });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  return prepared.run(check);
}

test('a send that is answered when its event is due fails, and somewhat later, too', async () => {
  expect(await judged((delay) => delay)).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-5' });
  expect(await judged((delay) => delay + 300)).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-5' });
});

test('a send that is answered before that passes', async () => {
  for (const takes of [0, 300, 1_500]) expect(await judged(() => takes)).toMatchObject({ verdict: 'pass' });
});

test('a send that takes long for another reason is not judged', async () => {
  const ways: readonly ((delay: number) => number)[] = [
    () => 5_000,
    () => 60_000,
    (delay) => delay + 10_000,
    // Only now and then.
    (delay) => (delay > 4_000 ? delay : 0),
  ];
  for (const takes of ways) {
    expect(await judged(takes)).toMatchObject({ verdict: 'inconclusive' });
  }
  expect(await judged((delay) => delay, 2_000)).toMatchObject({ verdict: 'inconclusive' });
});
