import { expect, test } from 'vitest';

import { createHomeserver } from '../../../reference/homeserver.js';
import { requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import { accountsPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { urlTarget } from '../../../suites/kit/targets/url-target.js';
import { judgedRevision } from '../faults/judged-revision.js';

const LIMIT_MS = 300_000;
const { suites } = judgedRevision('futures');

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

test('two runs at once in the same accounts leave each other alone, and say so', { timeout: LIMIT_MS }, async () => {
  const server = createHomeserver();
  const listening = await server.listen();
  try {
    const accounts = accountsPlanSchema.parse({ tokens: await threeTokens(listening.url) });
    const [first, second] = [urlTarget(listening.url, { accounts }), urlTarget(listening.url, { accounts })];
    // What the first one has waiting is there while the second one begins, runs and cleans up.
    const waiting = await requireChecks(first, suites, { only: ['TIME-2', 'LIST-5'], sort: 'scenarios' });
    const quick = await requireChecks(second, suites, { only: ['LIST-1', 'TOKEN-6'], sort: 'scenarios' });
    const long = Promise.all(waiting.checks.map((check) => waiting.run(check)));
    const short = await Promise.all(quick.checks.map((check) => quick.run(check)));
    await second.close();
    const verdicts = [...(await long), ...short].map(({ verdict }) => verdict);
    await first.close();
    expect(verdicts.filter((verdict) => verdict !== 'pass' && verdict !== 'not-applicable')).toEqual([]);
    expect(second.remarks.sentences).toEqual([expect.stringContaining('another run has events waiting')]);
  } finally {
    server.close();
    await listening.close();
  }
});
