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
    for (const [, specifier = ''] of source.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?['"]([^'"]+)['"];/gm)) {
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

test.each(['scripts/futures-conformance', 'scripts/run/check-thread', 'reference/homeserver'])(
  '%s needs neither Vitest nor msw, which are peers for the adapter and the mock alone',
  (module) => {
    const packages = importedBy(module);
    expect(packages.size).toBeGreaterThan(0);
    expect([...packages].filter((name) => OF_OTHERS.test(name))).toEqual([]);
  },
);

test.each([
  ['suites/vitest-adapter', 'vitest'],
  ['reference/mock/mock-homeserver', 'msw'],
])('%s does need %s', (module, name) => {
  expect(importedBy(module)).toContain(name);
});
