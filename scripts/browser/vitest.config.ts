import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

/** The tests that look at pages in a browser. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['scripts/**/*.browser.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    retry: 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
