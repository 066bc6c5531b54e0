import { defineConfig } from 'vitest/config';

/** For mutation testing: the conformance suites, and nothing else, as tests that run one after the other. */
export default defineConfig({
  test: {
    include: ['scripts/trust/mutation/conformance-tests.ts'],
    exclude: ['**/node_modules/**'],
    retry: 0,
    testTimeout: 0,
  },
});
