import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

/** The boxes of the picture: how each is called there, and the folders that it stands for, the nearest first. */
const BOXES: readonly (readonly [box: string, folders: RegExp])[] = [
  ['requirements', /^fixtures\/requirements\//],
  ['faults', /^fixtures\/faults\//],
  ['network', /^fixtures\/network\//],
  ['mock', /^reference\/mock\//],
  ['reference', /^reference\//],
  ['kit', /^suites\/kit\//],
  ['engines', /^suites\/(scheduled-events|chance|sequences|races|blame)\//],
  ['revisions', /^suites\/(futures|delayed-events)\//],
  ['suites', /^suites\//],
  ['scripts', /^scripts\//],
];

const boxOf = (file: string): string | undefined => BOXES.find(([, folders]) => folders.test(file))?.[0];

/** Which box imports something of which other one, in what is no test. */
function arrowsInCode(): Set<string> {
  const arrows = new Set<string>();
  for (const top of ['reference', 'suites', 'fixtures', 'scripts']) {
    for (const name of readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name) || /\.(?:test|stage)\.tsx?$/.test(name)) continue;
      const file = join(top, name);
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const [, specifier = ''] of text.matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
        const [from, to] = [boxOf(file), boxOf(relative(ROOT, join(ROOT, dirname(file), specifier)))];
        if (from !== undefined && to !== undefined && from !== to) arrows.add(`${from} --> ${to}`);
      }
    }
  }
  return arrows;
}

const [, picture = ''] = /^```mermaid\n([^]*?)^```$/m.exec(PAGE) ?? [];

test('the picture has an arrow wherever the code has an import, and no other', () => {
  const drawn = [...picture.matchAll(/^ *(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} --> ${to}`);
  expect(drawn.sort()).toEqual([...arrowsInCode()].sort());
});

test('the picture has all boxes, and each is a folder or several', () => {
  const boxes = [...picture.matchAll(/^ *(\w+)\["(.+)"\]$/gm)].map(([, box = '', label = '']) => [box, label] as const);
  expect(boxes.map(([box]) => box).sort()).toEqual(BOXES.map(([box]) => box).sort());
  for (const [box, label] of boxes) {
    const folders = [...label.matchAll(/[\w-]+\/[\w/-]*/g)].map(([folder]) => folder);
    expect(folders, label).not.toEqual([]);
    for (const folder of folders) expect(boxOf(`${folder.replace(/\/$/, '')}/any.ts`), label).toBe(box);
  }
});

test('every folder that the page names is there', () => {
  const named = [...PAGE.matchAll(/`((?:reference|suites|fixtures|scripts)\/[\w/.-]*)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  for (const path of named) {
    const [parent, name] = [dirname(path), path.replace(/\/$/, '').split('/').at(-1) ?? ''];
    expect(readdirSync(join(ROOT, parent)), path).toContain(name);
  }
});
