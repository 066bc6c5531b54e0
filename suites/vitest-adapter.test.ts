import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCase, startVitest } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..');
const PROJECT = join(ROOT, 'node_modules/.cache/adapter-test');

beforeAll(() => mkdirSync(PROJECT, { recursive: true }));
afterAll(() => rmSync(PROJECT, { recursive: true, force: true }));

/**
 * Runs a project of somebody else's that uses the adapter, and answers with the state of each of its tests.
 *
 * @param before - what it does first: sets `target`
 */
async function project(
  name: string,
  options: Record<string, unknown>,
  before = "const target = 'embedded';",
): Promise<Map<string, string>> {
  const adapter = JSON.stringify(join(ROOT, 'suites/vitest-adapter.ts'));
  const use = `import { conformance } from ${adapter};\n`;
  const text = `${use}${before}\nawait conformance({ target, ...${JSON.stringify(options)} });\n`;
  writeFileSync(join(PROJECT, `${name}.test.ts`), text);
  const states = new Map<string, string>();
  const reporter = { onTestCaseResult: (test: TestCase) => void states.set(test.name, test.result().state) };
  const exitCode = process.exitCode;
  const vitest = await startVitest('test', [name], {
    root: PROJECT,
    config: false,
    watch: false,
    include: [`${name}.test.ts`],
    reporters: [reporter],
    maxConcurrency: 100,
  });
  await vitest.close();
  process.exitCode = exitCode;
  return states;
}

test('each check is a test, and the last one states what the run amounts to', async () => {
  const states = await project('good', { only: ['RESP-4'] });
  expect(states.get('preflight')).toBe('passed');
  expect([...states].at(-1)).toEqual(['conclusion of the whole run', 'passed']);
  expect(states.size).toBeGreaterThan(2);
});

/** The tests that failed of a project. */
const failedIn = (states: ReadonlyMap<string, string>): string[] =>
  [...states].filter(([, state]) => state === 'failed').map(([name]) => name);

// The embedded server lives in memory, so that what a restart leaves cannot be asked of it.
const JUDGES_NOTHING = 'Q-RESTART';

test.each<[how: string, options: Record<string, unknown>]>([
  ['as nothing could be asked', { only: [JUDGES_NOTHING] }],
  ['as there was no check', { only: ['RESP-4'], sort: 'properties' }],
  ['of one of its revisions', { only: [JUDGES_NOTHING, 'DE-SCHED-3'] }],
])('a run that judged nothing, %s, is red, though no check failed', async (_, options) => {
  const states = await project('nothing', options);
  expect(failedIn(states)).toEqual(['conclusion of the whole run']);
  expect(states.get('preflight')).toBe('passed');
});

/** A project that starts a homeserver, which goes away in the middle of the run. */
const GOING_AWAY = `
import { createServer } from 'node:http';
import { createHomeserver } from ${JSON.stringify(join(ROOT, 'reference/homeserver.ts'))};

const homeserver = createHomeserver();
let scheduled = 0;
const server = createServer((request, response) => {
  if (request.url.includes('/send_future/')) scheduled += 1;
  if (scheduled > 25) {
    homeserver.close();
    server.close();
    server.closeAllConnections();
  } else homeserver.app(request, response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const target = 'http://127.0.0.1:' + server.address().port;
`;

test('a run whose server goes away is red', { timeout: 120_000 }, async () => {
  const states = await project('gone', { only: ['tokens'], sort: 'scenarios' }, GOING_AWAY);
  expect(failedIn(states)).toEqual(['conclusion of the whole run']);
  expect([...states.values()]).toContain('skipped');
});
