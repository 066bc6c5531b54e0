import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import {
  delayedEventsQuestions,
  delayedEventsRequirements,
} from '../../../fixtures/requirements/delayed-events/index.js';

const ids = [...delayedEventsRequirements, ...delayedEventsQuestions].map(({ id }): string => id);

/** The ids that the code of the revision cites. */
function citedIds(): string[] {
  const text = ['.', './wire', '..', '../rules'].map(sourceOf).join('\n');
  return text.match(/\b(?:DE-[A-Z]+-\d+|Q-[A-Z0-9-]*[A-Z])\b/g) ?? [];
}

test('every requirement and every question can be found in the code by its id', () => {
  const cited = new Set(citedIds());
  expect(ids.filter((id) => !cited.has(id))).toEqual([]);
});

test('nothing cites an id that does not exist', () => {
  expect(citedIds().filter((id) => !ids.includes(id))).toEqual([]);
});

function sourceOf(folder: string): string {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .join('\n');
}
