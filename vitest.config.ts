import { defineConfig } from 'vitest/config';

/** The project's own tests. Conformance runs start Vitest by themselves and do not read this file. */
export default defineConfig({
  test: {
    include: ['{reference,suites,fixtures,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    retry: 0,
    // Generous, since machines are slow at times; no test may depend on how fast it runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
