import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

import { PAGES, pagesAsTests } from './scripts/documentation/pages-as-tests.stage.js';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

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
    include: ['{reference,suites,fixtures,scripts}/**/*.test.ts', ...PAGES],
    exclude: ['**/node_modules/**', 'dist/**', '**/*.browser.test.ts'],
    retry: 0,
    // Generous, since machines are slow at times; no test may depend on how fast it runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
