import { describe, expect, test } from 'vitest';

import { registrationsIn, scarce } from '../../fixtures/network/conditions/scarce.js';
import { hostileProxy } from '../../fixtures/network/hostile-proxy.js';
import { createHomeserver } from '../../reference/homeserver.js';
import { Activity } from '../../suites/kit/targets/activity.js';
import { runPlanSchema } from '../../suites/kit/targets/run-plan.js';
import { plainTerminal } from '../report/render/terminal-page.js';
import type { Diagnosis } from './diagnosis.js';
import { examine } from './examine.js';
import { renderDiagnosis } from './render-diagnosis.js';

function textsOf({ findings }: Diagnosis): Record<string, string> {
  return Object.fromEntries(findings.map(({ name, text }) => [name, text]));
}

describe('examine', () => {
  test('finds out how a server is to be reached and what a run would take', async () => {
    const server = createHomeserver({ futures: { maxTimeout: 7_200_000 } });
    const { url, close } = await server.listen({ port: 0 });
    try {
      const diagnosis = await examine(runPlanSchema.parse({ target: url }));
      expect(diagnosis.ready).toBe(true);
      expect(textsOf(diagnosis)).toMatchObject({
        connection: 'answers, over plain HTTP',
        registration: expect.stringContaining('m.login.dummy') as unknown,
        accounts: 'registration by m.login.dummy; 3 used for this look',
        futures: 'paths under /_matrix/client/v3, POST on tokens, timeouts in ms, maximum timeout 2 h',
        'rate limits': 'none seen so far',
        'a run': expect.stringMatching(/^\d+ checks in about \d+ s/) as unknown,
      });
      expect(renderDiagnosis(diagnosis, plainTerminal)).toContain(`The suites can be run against ${url}.`);
    } finally {
      server.close();
      await close();
    }
  });

  test('counts what it has waited for limits, and takes no limit for a refusal', async () => {
    const server = createHomeserver();
    const { url, close } = await server.listen({ port: 0 });
    const limits = scarce({ of: ({ path }) => (path.includes('/register') ? 1 : 0), burst: 2, every: 200 });
    const proxy = await hostileProxy(url, { conditions: [limits], seed: 1 });
    const activity = new Activity();
    const waited = new Set<string>();
    const looking = setInterval(() => activity.waitsFor.forEach((what) => waited.add(what)), 10);
    try {
      const diagnosis = await examine(runPlanSchema.parse({ target: proxy.url }), undefined, activity);
      expect([...waited]).toContain("1 request held back by the server's limits, for up to 1 s");
      expect(textsOf(diagnosis)).toMatchObject({
        registration: expect.stringContaining('m.login.dummy') as unknown,
        accounts: 'registration by m.login.dummy; 3 used for this look',
        'rate limits': expect.stringMatching(
          /^seen at POST \/_matrix\/client\/v3\/register \(asked to wait [^)]+\): they held this look back for (?!0\.0)/,
        ) as unknown,
      });
    } finally {
      clearInterval(looking);
      await proxy.close();
      server.close();
      await close();
    }
  });

  test.each([
    ['accounts that it could not have', 2, { accounts: expect.stringContaining('2 used') as unknown }],
    ['any account', 0, { accounts: expect.stringContaining('no account could be had') as unknown }],
  ])('tells of a limit on %s, though nobody waits for it', async (_, burst, texts) => {
    const server = createHomeserver();
    const { url, close } = await server.listen({ port: 0 });
    const proxy = await hostileProxy(url, {
      conditions: [scarce({ of: registrationsIn, burst, every: 3_600_000 })],
      seed: 1,
    });
    try {
      const diagnosis = await examine(runPlanSchema.parse({ target: proxy.url }));
      expect(textsOf(diagnosis)).toMatchObject({
        ...texts,
        registration: 'm.login.dummy',
        'rate limits': expect.stringMatching(
          /^seen at POST .*\/register \(asked to wait \d{4}[^)]+\): they asked for longer than limit-wait gives/,
        ) as unknown,
      });
    } finally {
      await proxy.close();
      server.close();
      await close();
    }
  });

  test('says what is in the way, and what to do about it', async () => {
    const server = createHomeserver();
    const { url, close } = await server.listen({ port: 0 });
    server.close();
    await close();
    const diagnosis = await examine(runPlanSchema.parse({ target: url }));
    expect(diagnosis).toMatchObject({
      ready: false,
      findings: [
        { name: 'connection', state: 'problem', mend: expect.stringContaining('Nothing listens there') as unknown },
      ],
    });
    expect(renderDiagnosis(diagnosis, plainTerminal)).toContain('The suites cannot be run');
  });

  test('does not take a way to accounts that leads nowhere for a server without the feature', async () => {
    const server = createHomeserver();
    const { url, close } = await server.listen({ port: 0 });
    try {
      const accounts = { source: 'shared-secret', sharedSecret: 'hunter2-hunter2' };
      const { ready, findings } = await examine(runPlanSchema.parse({ target: url, accounts }));
      expect(ready).toBe(false);
      expect(findings.at(-1)).toMatchObject({ name: 'accounts', state: 'problem' });
    } finally {
      server.close();
      await close();
    }
  });
});
