import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { createHomeserver } from '../../reference/homeserver.js';
import { type ConformanceTest, conformanceTests } from './conformance-tests.js';
import { readReport } from './report.js';

/** Runs tests as a runner does, one after the other, and answers with what came of each, by name. */
async function outcomes(tests: readonly ConformanceTest[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name, run } of tests) {
    const outcome = await run().then(
      ({ verdict }) => verdict,
      (error: Error) => `failed: ${error.message}`,
    );
    found.set(name, outcome);
  }
  return found;
}

const failed = (found: ReadonlyMap<string, string>): string[] =>
  [...found].flatMap(([name, outcome]) => (outcome.startsWith('failed') ? [name] : []));

const CONCLUSION = 'conclusion of the whole run';

test('each check is a test, and the last one states what the run amounts to', async () => {
  const found = await outcomes(await conformanceTests({ only: ['RESP-4'] }));
  expect(failed(found)).toEqual([]);
  expect(found.get('first look')).toBe('pass');
  expect([...found].at(-1)).toEqual([CONCLUSION, 'pass']);
  expect(found.size).toBeGreaterThan(2);
});

// The embedded server lives in memory, so that what a restart leaves cannot be asked of it.
const JUDGES_NOTHING = 'Q-RESTART';

test.each([
  ['as nothing could be asked', { only: [JUDGES_NOTHING] }],
  ['as there was no check', { only: ['RESP-4'], suite: 'properties' as const }],
  ['of one of its revisions', { only: [JUDGES_NOTHING, 'DE-SCHED-3'] }],
])('a run that judged nothing, %s, is red, though no check failed', async (_, settings) => {
  const found = await outcomes(await conformanceTests(settings));
  expect(failed(found)).toEqual([CONCLUSION]);
});

test('what could not be judged is skipped, with the reason', async () => {
  const tests = await conformanceTests({ only: [JUDGES_NOTHING, 'RESP-4'] });
  const skip = vi.fn();
  for (const check of tests.slice(1, -1)) await check.run({ skip });
  expect(skip).toHaveBeenCalledWith(expect.stringMatching(/^not-applicable: ./));
});

test('the files that the settings name are written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-tests-'));
  try {
    const report = join(folder, 'report.json');
    await outcomes(await conformanceTests({ only: ['RESP-4'], report }));
    expect(readReport(readFileSync(report, 'utf8'))).toMatchObject({ conclusion: 'conformant' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a setting that makes no sense is told in a sentence', async () => {
  await expect(conformanceTests({ only: ['TOKN-3'] })).rejects.toThrow(/did you mean TOKEN-3\?/);
  await expect(conformanceTests({ report: join('nowhere', 'report.json') })).rejects.toThrow(/nowhere/);
  await expect(conformanceTests({ 'max-wait': -1 })).rejects.toThrow('The setting max-wait has to be a number');
});

describe('over a URL', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listening(answer: RequestListener): Promise<string> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('a server that speaks no revision fails the first look, and that is all', async () => {
    const target = await listening((_, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"errcode":"M_UNRECOGNIZED"}');
    });
    const tests = await conformanceTests({ target });
    expect(tests.map(({ name }) => name)).toEqual(['first look']);
    await expect(tests[0]?.run()).rejects.toThrow();
  });

  test('a run whose server goes away is red', { timeout: 120_000 }, async () => {
    const homeserver = createHomeserver();
    let scheduled = 0;
    const target = await listening((request, response) => {
      if (request.url?.includes('/send_future/') === true) scheduled += 1;
      if (scheduled <= 25) return void homeserver.app(request, response);
      homeserver.close();
      server?.close();
      server?.closeAllConnections();
    });
    const found = await outcomes(await conformanceTests({ target, only: ['tokens'], suite: 'scenarios' }));
    expect(failed(found)).toEqual([CONCLUSION]);
    expect([...found.values()]).toContain('inconclusive');
  });
});
