import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { futuresQuestions, futuresRequirements } from '../../../fixtures/requirements/futures/index.js';

/** What is the business of the homeserver that the revision lodges in. */
const OF_THE_HOMESERVER = new Set(['ERR-8', 'Q-SAME-STATE']);

/** What follows from the other requirements together, without a rule of its own. */
const WHOLE_STORIES = /^CASE-/;

test('every requirement and every question can be found in the code by its id', () => {
  const text = ['.', '..', '../rules'].map(sourceOf).join('\n');
  const cited = new Set(text.match(/\b(?:[A-Z]+-\d+|Q-[A-Z-]+[A-Z])\b/g));
  const ids = [...futuresRequirements, ...futuresQuestions].map(({ id }): string => id);
  const expected = ids.filter((id) => !OF_THE_HOMESERVER.has(id) && !WHOLE_STORIES.test(id));
  expect(expected.filter((id) => !cited.has(id))).toEqual([]);
});

test('nothing cites an id that does not exist', () => {
  const text = ['.', '..', '../rules'].map(sourceOf).join('\n');
  const ids = new Set([...futuresRequirements, ...futuresQuestions].map(({ id }): string => id));
  const prefixes = new Set([...ids].map((id) => id.split('-')[0]));
  const cited = text.match(/\b[A-Z]+-(?:\d+|[A-Z-]*[A-Z])\b/g) ?? [];
  expect(cited.filter((id) => prefixes.has(id.split('-')[0]) && !ids.has(id))).toEqual([]);
});

function sourceOf(folder: string): string {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .join('\n');
}
