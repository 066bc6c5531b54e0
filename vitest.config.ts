import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

import { PAGES, pagesAsTests } from './scripts/documentation/pages-as-tests.testkit.js';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const NEVER = ['**/node_modules/**', 'dist/**', '**/*.browser.test.ts', '**/*.documentation.test.ts'];

/** Tests of what changes the process or the network that it sees, or starts others: each file has a process of its own. */
const APART = [
  'reference/mock/**/*.test.ts',
  'scripts/{command-line,consumer-types,package-contents}.test.ts',
  'scripts/cli/unread-output.test.ts',
  'scripts/run/interruption.test.ts',
  ...PAGES,
];

/** What takes longest, and what mostly waits. */
const LONGEST = /(?:conformance|command-line|consumer-types|toy-revision)\.test\.ts$|\/trust\/network\//;

/** Begins with what takes longest, so that nothing of that goes on alone in the end, and lets files of one pool follow each other. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isApart = ({ project }: TestSpecification): number => Number(project.name === 'apart');
    const isShort = ({ moduleId }: TestSpecification): number => Number(!LONGEST.test(moduleId));
    return sorted.toSorted((one, other) => isApart(one) - isApart(other) || isShort(one) - isShort(other));
  }
}

/** The project's own tests. Those of the documentation's commands and those in a browser have configurations of their own. */
export default defineConfig({
  plugins: [pagesAsTests()],
  // The code in the documentation imports the package by its name.
  resolve: {
    alias: [
      { find: /^futures-conformance$/, replacement: source('scripts/library/index.ts') },
      { find: 'futures-conformance/mock', replacement: source('reference/mock/mock-homeserver.ts') },
      { find: 'futures-conformance/reference', replacement: source('reference/homeserver.ts') },
      { find: 'futures-conformance/requirements', replacement: source('fixtures/requirements/catalogue.ts') },
      { find: 'futures-conformance/report', replacement: source('scripts/library/report.ts') },
    ],
  },
  test: {
    retry: 0,
    // Generous, since machines are slow at times; no test may depend on how fast it runs.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Some tests wait more than they work: others go on beside them, and whoever waits does so beside all others of a file.
    maxWorkers: availableParallelism() + 1,
    maxConcurrency: 7,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: APART, exclude: NEVER, pool: 'forks' },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['{reference,suites,fixtures,scripts}/**/*.test.ts'],
          exclude: [...NEVER, ...APART],
          // What many files import is imported once.
          pool: 'threads',
          isolate: false,
        },
      },
    ],
  },
});
