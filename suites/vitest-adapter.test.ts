import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCase, startVitest } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..');
const PROJECT = join(ROOT, 'node_modules/.cache/adapter-test');

beforeAll(() => mkdirSync(PROJECT, { recursive: true }));
afterAll(() => rmSync(PROJECT, { recursive: true, force: true }));

/** Runs a project of somebody else's that uses the adapter, and answers with the state of each of its tests. */
async function project(name: string, options: Record<string, unknown>): Promise<Map<string, string>> {
  const adapter = JSON.stringify(join(ROOT, 'suites/vitest-adapter.ts'));
  const text = `import { conformance } from ${adapter};\nawait conformance(${JSON.stringify(options)});\n`;
  writeFileSync(join(PROJECT, `${name}.test.ts`), text);
  const states = new Map<string, string>();
  const reporter = { onTestCaseResult: (test: TestCase) => void states.set(test.name, test.result().state) };
  const before = process.exitCode;
  const vitest = await startVitest('test', [name], {
    root: PROJECT,
    config: false,
    watch: false,
    include: [`${name}.test.ts`],
    reporters: [reporter],
    maxConcurrency: 100,
  });
  await vitest.close();
  process.exitCode = before;
  return states;
}

test('each check is a test, and the last one states what the run amounts to', async () => {
  const states = await project('good', { target: 'embedded', only: ['RESP-4'] });
  expect(states.get('preflight')).toBe('passed');
  expect([...states].at(-1)).toEqual(['conclusion of the whole run', 'passed']);
  expect(states.size).toBeGreaterThan(2);
});

test('a run that judged nothing is red, though no check failed', async () => {
  // The embedded server lives in memory, so that what a restart leaves cannot be asked of it.
  const states = await project('nothing', { target: 'embedded', only: ['Q-RESTART'] });
  const failed = [...states].filter(([, state]) => state === 'failed').map(([name]) => name);
  expect(failed).toEqual(['conclusion of the whole run']);
  expect(states.size).toBeGreaterThan(2);
});
