import { EXIT } from '../../report/exit-codes.js';
import { benchEmbeddedRun } from './embedded-run.js';
import { benchPendingFutures } from './pending-futures.js';
import { benchRealTimeRun } from './real-time-run.js';
import { benchRequests } from './requests.js';

/** How often each thing is measured: single figures of a noisy machine say little. */
const ROUNDS = 3;

/** A thing to measure, and the unit of what is measured. */
interface Bench {
  readonly name: string;
  readonly unit: string;
  measure(): Promise<number>;
}

const benches: readonly Bench[] = [
  { name: 'requests to the embedded server, one after the other', unit: 'per second', measure: benchRequests },
  { name: 'scheduling and sending 20,000 futures in virtual time', unit: 'ms', measure: benchPendingFutures },
  { name: 'all suites on the embedded server', unit: 'ms', measure: benchEmbeddedRun },
  { name: 'all suites on a URL, wall time by the longest wait', unit: 'times', measure: benchRealTimeRun },
];

const wanted = process.argv.slice(2);
const chosen = benches.filter(({ name }) => wanted.every((word) => name.includes(word)));
if (chosen.length === 0) {
  process.stderr.write(
    `Nothing is measured that is called so. There are:\n${benches.map(({ name }) => `  ${name}\n`).join('')}`,
  );
  process.exit(EXIT['wrong-use']);
}
const figures = new Map<string, number[]>();
// Round by round, so that whatever else the machine does falls on all of them alike.
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { name, measure } of chosen) {
    figures.set(name, [...(figures.get(name) ?? []), await measure()]);
  }
}
for (const [name, values] of figures) {
  const unit = benches.find((bench) => bench.name === name)?.unit ?? '';
  const [least = 0, middle = 0, most = 0] = values
    .toSorted((a, b) => a - b)
    .map((value) => Number(value.toPrecision(3)));
  process.stdout.write(`${name}: ${middle} ${unit} (${least} to ${most})\n`);
}
