import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

/** The tests that execute every command in the documentation. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['scripts/documentation/**/*.documentation.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    retry: 0,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
