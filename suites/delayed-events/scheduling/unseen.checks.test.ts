import { expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { Answer } from '../../kit/connection/answer.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

/** Judges a server whose list of a room's state has all that is scheduled for it, or not. */
async function judged(listsEarly: boolean): Promise<CheckResult> {
  const base = embeddedTarget({ revisions: ['delayed-events'] });
  const target: typeof base = {
    ...base,
    async open(needs) {
      const stage = await base.open(needs);
      const scheduled: unknown[] = [];
      return {
        ...stage,
        async send(request) {
          const { method, path, body } = request;
          const answer = await stage.send(request);
          if (method === 'PUT' && path.includes('/delayed_event/')) {
            scheduled.push({ type: path.split('/').at(-2), ...(JSON.parse(String(body)) as object) });
          }
          if (!listsEarly || !path.endsWith('/state')) return answer;
          const text = JSON.stringify([...(answer.json as readonly unknown[]), ...scheduled]);
          return new Answer({ status: 200, headers: answer.headers, text }, answer);
        },
      };
    },
  };
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: ['scheduling.unseen-until-sent'] });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  return prepared.run(check);
}

test('state that the list of all state has before it is sent is seen too early', async () => {
  expect(await judged(false)).toMatchObject({ verdict: 'pass' });
  expect(await judged(true)).toMatchObject({ verdict: 'fail', broken: 'DE-SCHED-10' });
});
