import { modelledRevisionNames } from '../../../suites/modelled-revisions.js';
import { EXIT } from '../../report/exit-codes.js';
import { type RunFigures, whileServed } from './command-run.js';
import { benchPendingFutures } from './pending-futures.js';
import { benchRequests } from './requests.js';
import { benchSequences } from './sequences.js';
import { wholeRuns } from './whole-runs.js';

/** How often each thing is measured: single figures of a noisy machine say little. */
const ROUNDS = 3;

/** How often whole runs are measured, which take seconds and more. */
const ROUNDS_OF_RUNS = 1;

/** A thing to measure. */
interface Bench {
  readonly name: string;
  readonly rounds: number;
  /** Returns what was measured, by unit. */
  measure(): Promise<Readonly<Record<string, number>>>;
}

const benches: readonly Bench[] = [
  {
    name: 'requests to the embedded server, one after the other',
    rounds: ROUNDS,
    measure: async () => ({ 'per second': await benchRequests() }),
  },
  {
    name: 'scheduling and sending 20,000 futures in virtual time',
    rounds: ROUNDS,
    measure: async () => ({ ms: await benchPendingFutures() }),
  },
  ...modelledRevisionNames.flatMap((revision): Bench[] => [
    {
      name: `sequences of ${revision} embedded, step by step`,
      rounds: ROUNDS,
      measure: async () => ({ 'steps per second': await benchSequences('embedded', revision) }),
    },
    {
      name: `sequences of ${revision} over a URL, step by step, in real time`,
      rounds: ROUNDS_OF_RUNS,
      measure: async () => ({
        'steps per second': await whileServed(['--revision', revision], (url) => benchSequences(url, revision)),
      }),
    },
  ]),
  ...wholeRuns().map(({ name, measure }) => ({
    name,
    rounds: ROUNDS_OF_RUNS,
    measure: async () => inUnits(await measure()),
  })),
];

const wanted = process.argv.slice(2);
const chosen = benches.filter(({ name }) => wanted.every((word) => name.includes(word)));
if (chosen.length === 0) {
  process.stderr.write(
    `Nothing is measured that is called so. There are:\n${benches.map(({ name }) => `  ${name}\n`).join('')}`,
  );
  process.exit(EXIT['wrong-use']);
}
for (const { name, rounds, measure } of chosen) {
  const measured: Readonly<Record<string, number>>[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measure());
  const figures = Object.keys(measured[0] ?? {}).map((unit) =>
    inWords(
      unit,
      measured.map((each) => each[unit] ?? 0),
    ),
  );
  process.stdout.write(`${name}: ${figures.join(', ')}\n`);
}

function inUnits({ wallMs, cpuMs, memoryMb }: RunFigures): Readonly<Record<string, number>> {
  return { s: wallMs / 1_000, 's of CPU': cpuMs / 1_000, MB: memoryMb };
}

/** The middle one of some figures; where there are several, the least and the most as well. */
function inWords(unit: string, figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b).map((figure) => Number(figure.toPrecision(3)));
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `${middle} ${unit}${sorted.length === 1 ? '' : ` (${sorted[0]} to ${sorted.at(-1)})`}`;
}
