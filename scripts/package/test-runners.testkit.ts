/** A runner of tests that docs/library.md speaks of. */
export interface TestRunner {
  readonly name: string;
  readonly packages: readonly string[];
  /** The code in docs/library.md that is for it. */
  readonly block: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** The version of Node that it wants, where it does not run with all. */
  readonly node?: string;
}

const JEST_BLOCK = 'conformance.jest-test.js';
const NODE_BLOCK = 'conformance.node-test.js';

const vitest = (major: number, node?: string): TestRunner => ({
  name: `Vitest ${major}`,
  packages: [`vitest@${major}`],
  block: 'conformance.test.js',
  command: ['npx', 'vitest', 'run'],
  ...(node === undefined ? {} : { node }),
});

export const TEST_RUNNERS: readonly TestRunner[] = [
  vitest(3),
  vitest(4),
  vitest(5, '24'),
  { name: 'node:test', packages: [], block: NODE_BLOCK, command: ['node', '--test', NODE_BLOCK] },
  {
    name: 'Jest 30',
    packages: ['jest@30'],
    block: JEST_BLOCK,
    command: ['npx', 'jest', '--testMatch', `**/${JEST_BLOCK}`],
    environment: { NODE_OPTIONS: '--experimental-vm-modules' },
  },
];
