import { expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

/** How long a call is under way on which limits are looked for in vain, in milliseconds. */
const SLOW_MS = 1_000;

/** Judges a server whose limit on some actions is over whenever another event is acted on than the one before. */
async function judged(slow: RegExp, options: EmbeddedOptions = {}): Promise<CheckResult> {
  const base = embeddedTarget({ revisions: ['delayed-events'], ...options });
  const target: typeof base = {
    ...base,
    async open(needs) {
      const stage = await base.open(needs);
      let refused = '';
      return {
        ...stage,
        async send(request) {
          const { path } = request;
          const isAnother = refused !== '' && refused !== path && slow.test(path);
          if (isAnother) await stage.time.waitUntil(stage.time.now() + SLOW_MS);
          const answer = await stage.send(request);
          refused = answer.status === 429 ? path : '';
          return answer;
        },
      };
    },
  };
  const only = ['rate-limits.refused-calls-change-nothing'];
  const prepared = await prepareChecks(target, delayedEventsSuites, { only });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  return prepared.run(check);
}

test('a limit that is over at the next call says nothing, and that on other calls is judged all the same', async () => {
  const fault = 'actions-that-are-too-fast-are-refused-and-done';
  for (const slow of [/\/send$/, /\/(send|cancel)$/, /\/(send|restart)$/]) {
    expect(await judged(slow)).toMatchObject({ verdict: 'pass' });
    expect(await judged(slow, { fault })).toMatchObject({ verdict: 'fail', broken: 'DE-RATE-2' });
  }
  expect(await judged(/\/(send|cancel|restart)$/)).toMatchObject({ verdict: 'pass' });
});

test('where every limit is over at the next call there is nothing to judge', async () => {
  expect(await judged(/\/delayed_events\//)).toMatchObject({
    verdict: 'not-applicable',
    message: expect.stringContaining('no more at the next call') as string,
  });
});
