import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { NoPlace, type NewRequirement, scaffolded } from './scaffolded.js';

const ROOT = join(import.meta.dirname, '../..');

/** Every area that has faults, since without one nothing can be begun. */
const AREAS = ['futures', 'delayed-events'].flatMap((revision) =>
  readdirSync(join(ROOT, 'suites', revision))
    .filter((area) => existsSync(join(ROOT, `fixtures/requirements/${revision}/${area}.ts`)))
    .filter((area) => existsSync(join(ROOT, `fixtures/faults/${revision}/${area}.ts`)))
    .map((area) => ({ revision, area })),
);

const wanted = (where: Pick<NewRequirement, 'revision' | 'area'>): NewRequirement => ({
  ...where,
  id: 'DE-NEW-99',
  check: 'something-new',
  fault: 'something-new-is-amiss',
});

test('there are areas to begin requirements in', () => {
  expect(AREAS.length).toBeGreaterThan(20);
});

describe.each(AREAS)('in $area of $revision', ({ revision, area }) => {
  let files: ReadonlyMap<string, string>;

  beforeAll(async () => {
    files = await scaffolded(ROOT, wanted({ revision, area }));
  });

  const textOf = (end: string): string => [...files].find(([file]) => file.endsWith(end))?.[1] ?? '';

  test('there are four files, which lose nothing', () => {
    expect([...files.keys()]).toHaveLength(4);
    for (const [file, text] of files) {
      const before = existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '';
      const ids = [...before.matchAll(/\bid: '[^']+'/g)].map(([id]) => id);
      expect(
        ids.filter((id) => !text.includes(id)),
        file,
      ).toEqual([]);
    }
  });

  test('all of it fails until it is written', () => {
    expect(textOf(`requirements/${revision}/${area}.ts`)).toMatch(
      /id: 'DE-NEW-99',[^]*?sources: \[\],\n {2}\},\n\] as/,
    );
    expect(textOf('something-new.checks.ts')).toContain('throw new Error(');
    expect(textOf(`faults/${revision}/${area}.ts`)).toMatch(
      /id: 'something-new-is-amiss',\n {4}breaks: \['DE-NEW-99'\],[^]*?throw new Error\('the fault something-new-is-amiss/,
    );
    expect(textOf('.suite.ts')).toMatch(/\.\.\.somethingNewChecks,?\s*\],\n\};/);
    expect(textOf('.suite.ts')).toContain("import { somethingNewChecks } from './something-new.checks.js';");
  });
});

test('where there is no such area that is said', async () => {
  await expect(scaffolded(ROOT, wanted({ revision: 'futures', area: 'nowhere' }))).rejects.toThrow(NoPlace);
});
