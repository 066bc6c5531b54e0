import { describe, expect, test } from 'vitest';

import { createHomeserver } from '../../../reference/homeserver.js';
import { requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import { ANOTHER_RUN } from '../../../suites/kit/targets/run-name.js';
import { accountsPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { urlTarget } from '../../../suites/kit/targets/url-target.js';
import { judgedRevision } from '../faults/judged-revision.js';

const LIMIT_MS = 300_000;

/** The access tokens of three people on a server. */
async function threeTokens(url: string): Promise<string[]> {
  const tokens: string[] = [];
  for (const username of ['one', 'two', 'three']) {
    const body = JSON.stringify({ username, password: 'a-good-password', auth: { type: 'm.login.dummy' } });
    const answer = await fetch(`${url}/_matrix/client/v3/register`, { method: 'POST', body });
    tokens.push(((await answer.json()) as { readonly access_token: string }).access_token);
  }
  return tokens;
}

/** What the longer run checks while a shorter one begins, runs and cleans up, for each revision. */
const RUNS = [
  { name: 'futures', waiting: ['TIME-2', 'LIST-5'], quick: ['LIST-1', 'TOKEN-6'] },
  // Without a list of what waits, the runs meet only in what is sent.
  { name: 'delayed-events', waiting: ['DE-ACT-7', 'DE-ACT-6'], quick: ['DE-ACT-5', 'DE-GET-1'] },
];

describe.concurrent.each(RUNS)('two runs of $name at once in the same accounts', ({ name, waiting, quick }) => {
  const { suites } = judgedRevision(name);

  test('leave each other alone, and say so', { timeout: LIMIT_MS }, async () => {
    const server = createHomeserver();
    const listening = await server.listen();
    try {
      const accounts = accountsPlanSchema.parse({ tokens: await threeTokens(listening.url) });
      const [first, second] = [urlTarget(listening.url, { accounts }), urlTarget(listening.url, { accounts })];
      const long = await requireChecks(first, suites, { only: waiting, sort: 'scenarios' });
      const longer = Promise.all(long.checks.map((check) => long.run(check)));
      const short = await requireChecks(second, suites, { only: quick, sort: 'scenarios' });
      const shorter = await Promise.all(short.checks.map((check) => short.run(check)));
      await second.close();
      const verdicts = [...(await longer), ...shorter].map(({ verdict }) => verdict);
      await first.close();
      expect(verdicts.length).toBeGreaterThan(5);
      expect(verdicts.filter((verdict) => verdict !== 'pass' && verdict !== 'not-applicable')).toEqual([]);
      for (const { remarks } of [first, second]) expect(remarks.sentences).toEqual([ANOTHER_RUN]);
    } finally {
      server.close();
      await listening.close();
    }
  });
});
