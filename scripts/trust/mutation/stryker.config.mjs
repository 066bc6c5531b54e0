/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'reference/futures/**/*.ts',
    '!reference/futures/**/*.test.ts',
    '!reference/futures/engine.testkit.ts',
    '!reference/futures/http/**',
    'reference/time/shared-timer.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'scripts/trust/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Generous, so that a slow machine never looks like a mutant that does not come to an end.
  timeoutMS: 30_000,
  timeoutFactor: 2,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  tempDirName: 'reports/mutation/sandbox',
  ignorePatterns: ['dist', 'reports', 'docs', 'coverage'],
  // Stryker rewrites a tsconfig by the compiler API, which TypeScript 7 does not have. Nothing here reads one.
  tsconfigFile: 'none',
};
