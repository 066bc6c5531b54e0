import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

import { PAGES, pagesAsTests } from './scripts/documentation/pages-as-tests.stage.js';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const NEVER = ['**/node_modules/**', 'dist/**', '**/*.browser.test.ts', '**/*.documentation.test.ts'];

/** Tests of what changes the process or the network that it sees, or starts others: each file has a process of its own. */
const APART = ['scripts/**/*.test.ts', 'reference/mock/**/*.test.ts', 'suites/*.test.ts', ...PAGES];

/** The project's own tests. Conformance runs start Vitest by themselves and do not read this file. */
export default defineConfig({
  plugins: [pagesAsTests()],
  // The code in the documentation imports the package by its name.
  resolve: {
    alias: {
      'futures-conformance/mock': source('reference/mock/mock-homeserver.ts'),
      'futures-conformance/reference': source('reference/homeserver.ts'),
    },
  },
  test: {
    retry: 0,
    // Generous, since machines are slow at times; no test may depend on how fast it runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many tests wait more than they work.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: APART, exclude: NEVER, pool: 'forks' },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['{reference,suites,fixtures}/**/*.test.ts'],
          exclude: [...NEVER, ...APART],
          // What many files import is imported once.
          pool: 'threads',
          isolate: false,
        },
      },
    ],
  },
});
