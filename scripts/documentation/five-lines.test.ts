import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { codeBlocksOf } from './code-blocks.testkit.js';

test('the test in the README that has five lines has five lines', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain('has five lines');
  const { code = '' } = codeBlocksOf(readme).find(({ name }) => name === 'call.test.ts') ?? {};
  const body = /^test\(.*\n([^]*)^\}\);$/m.exec(code)?.[1]?.trimEnd();
  expect(body?.split('\n')).toHaveLength(5);
});
