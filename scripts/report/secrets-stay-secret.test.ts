import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, test } from 'vitest';

import { createHomeserver } from '../../reference/homeserver.js';
import { runPlanSchema } from '../../suites/kit/targets/run-plan.js';
import { secretsOf } from '../../suites/kit/connection/secrets-of-plan.js';
import { revisionCalled } from '../../suites/revisions.js';
import { prepareRun } from '../../suites/prepare-run.js';
import { plainTerminal } from './render/terminal-page.js';
import { renderTerminalReport } from './render/terminal-report.js';
import { OUTPUTS, type Output } from './outputs.js';
import { buildReport } from './build-report.js';
import { maskEnding, maskResults } from './mask-results.js';

/** Registers a user by m.login.dummy; answers with the access token. */
async function registered(url: string, username: string): Promise<string> {
  const register = async (auth: object): Promise<Record<string, string>> => {
    const body = JSON.stringify({ username, password: `password-of-${username}`, ...auth });
    const response = await fetch(`${url}/_matrix/client/v3/register`, { method: 'POST', body });
    return (await response.json()) as Record<string, string>;
  };
  const { session } = await register({});
  const { access_token: token } = await register({ auth: { type: 'm.login.dummy', session } });
  if (token === undefined) throw new Error('the reference did not register a user');
  return token;
}

describe('no secret is to be found', () => {
  test('in the report of a run, nor in what is shown of it', async () => {
    const server = createHomeserver();
    const { url, close } = await server.listen({ port: 0 });
    try {
      const tokens = [await registered(url, 'anna'), await registered(url, 'ben'), await registered(url, 'clara')];
      const plan = runPlanSchema.parse({
        target: url,
        only: ['Q-GONE', 'TOKEN-10', 'listing'],
        maxWait: 2_000,
        accounts: { tokens },
        headers: { 'X-Api-Key': 'hunter2-hunter2' },
        // A reading that the server does not follow: a failure comes with all its evidence.
        pins: { 'Q-GONE': 'other', 'Q-LIST-URL': 'timeout' },
      });
      const prepared = await prepareRun(plan);
      const results = await Promise.all(prepared.checks.map((check) => prepared.run(check)));
      const ending = await prepared.close();
      expect(results.flatMap(({ evidence }) => evidence).length).toBeGreaterThan(4);

      const secrets = secretsOf(plan);
      const report = buildReport({
        target: { name: url },
        only: plan.only,
        suite: 'both',
        startedAt: new Date(0),
        durationMs: 1,
        revisions: [{ revision: revisionCalled('futures'), results: maskResults(results, secrets) }],
        ending: maskEnding(ending, secrets),
      });
      const outputs: readonly Output[] = Object.values(OUTPUTS);
      const files = await Promise.all(outputs.map((output) => output.render(report, { killMatrices: [] })));
      const shown = [...files, renderTerminalReport(report, plainTerminal)].join('\n');
      for (const secret of [...tokens, 'hunter2-hunter2', 'password-of']) expect(shown).not.toContain(secret);
      expect(shown).toContain('$cancel1');
    } finally {
      server.close();
      await close();
    }
  });

  test('in the sentence on a token that does not work, even where the server repeats it', async () => {
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      const { authorization } = request.headers;
      if (authorization === undefined) return response.end('{"versions":["v1.11"]}');
      response.statusCode = 401;
      return response.end(JSON.stringify({ errcode: 'M_UNKNOWN_TOKEN', error: `not known: ${authorization}` }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const plan = runPlanSchema.parse({ target, accounts: { tokens: ['syt_hunter2/with+signs'] } });
      await expect(prepareRun(plan)).rejects.toMatchObject({
        kind: 'token-refused',
        message: expect.stringMatching(/^(?!.*hunter2)the first access token does not work: 401/) as unknown,
      });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
