import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What a package has to do without, where nothing but it is installed. */
const OF_OTHERS = /^(vitest|msw)(\/|$)/;

/** The packages that a module imports when it is run, itself or through others of ours. */
function importedBy(module: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const look = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = sourceOf(file);
    for (const [, specifier = ''] of source.matchAll(
      /^(?:import|export)\s(?!type\b)(?:[^;'"]*?\sfrom\s)?['"]([^'"]+)['"];/gm,
    )) {
      if (specifier.startsWith('.')) look(join(dirname(file), specifier.replace(/\.js$/, '')));
      else packages.add(specifier);
    }
  };
  look(join(ROOT, module));
  return packages;
}

function sourceOf(file: string): string {
  try {
    return readFileSync(`${file}.ts`, 'utf8');
  } catch {
    return readFileSync(`${file}.tsx`, 'utf8');
  }
}

test('CONTRIBUTING.md says of each dependency what it is for', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };
  const [, table = ''] =
    /^\| it depends on.*\n\|.*\n((?:\|.*\n)+)/m.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')) ?? [];
  const named = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
  expect(named.map(([, name]) => name).sort()).toEqual(Object.keys(dependencies).sort());
});

const COMMANDS = ['run', 'doctor', 'compare', 'serve', 'requirements', 'explain', 'explore', 'report'];

test('the list of commands needs commander and nothing of what the commands need', () => {
  const packages = importedBy('scripts/futures-conformance');
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual(['commander']);
});

test.each([
  ['express', ['run', 'doctor', 'compare', 'requirements', 'explain', 'report']],
  ['preact', COMMANDS],
  ['preact-render-to-string', COMMANDS],
  ['d3-scale', COMMANDS],
  ['fast-xml-builder', COMMANDS],
  ['supertest', ['compare', 'serve', 'requirements', 'explain', 'report']],
  ['fast-check', ['serve']],
])('%s is not loaded by commands that may do without: %j', (name, commands) => {
  const guilty = commands.filter((command) => importedBy(`scripts/cli/${command}`).has(name));
  expect(guilty).toEqual([]);
});

test.each([
  ...COMMANDS.map((name) => `scripts/cli/${name}`),
  'scripts/run/check-thread',
  'suites/kit/targets/embedded-target',
  'scripts/library/index',
  'reference/homeserver',
])('%s needs neither Vitest nor msw, which those who test with them bring along', (module) => {
  const packages = importedBy(module);
  expect(packages.size).toBeGreaterThan(0);
  expect([...packages].filter((name) => OF_OTHERS.test(name))).toEqual([]);
});

test('the mock does need msw', () => {
  expect(importedBy('reference/mock/mock-homeserver')).toContain('msw');
});
