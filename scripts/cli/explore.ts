import { randomInt } from 'node:crypto';

import { type Command, InvalidArgumentError, Option } from 'commander';

import type { FaultOfRevision } from '../../fixtures/faults/faults-of.js';
import { modelledRevisionCalled, modelledRevisionNames, modelledRevisions } from '../../suites/modelled-revisions.js';
import { DEFAULT_REVISION } from '../../suites/revisions.js';
import { faultCalled } from '../catalogue/fault-called.js';
import { explore, type ExploreWishes } from '../explore/explore.js';
import { EXIT } from '../report/exit-codes.js';
import { UsageError } from './usage-error.js';

/** Seeds are whole numbers below this, so that they are easily written down. */
const SEEDS = 2 ** 31;

interface ExploreFlags {
  readonly target: string;
  readonly revision?: string;
  readonly theme?: string[];
  readonly seed?: number;
  readonly runs: number;
  /** In seconds. */
  readonly timeBudget: number;
  readonly replay?: string;
  readonly script?: string;
  readonly fault?: FaultOfRevision;
}

/** Defines `explore`, which goes on where the suites stop: with sequences that no run has told before. */
export function defineExplore(command: Command): void {
  command
    .addOption(new Option('--target <url>', 'the homeserver, or the reference in this process').default('embedded'))
    .addOption(
      new Option('--revision <name>', "the revision by whose model is judged; the fault's, or else the first").choices([
        ...modelledRevisionNames,
      ]),
    )
    .addOption(
      new Option('--theme <name>', 'what sequences are about; may be given several times; all of these unless set')
        .choices([...new Set(modelledRevisions.flatMap(({ themes }) => themes))])
        .argParser((name: string, earlier: string[] = []) => [...earlier, name]),
    )
    .option('--seed <number>', 'where chance begins; a new one every time', wholeNumber)
    .option('--runs <number>', 'how many sequences each round tells', wholeNumber, 200)
    .option('--time-budget <seconds>', 'for how long', seconds, 60)
    .option('--replay <path>', 'tell the one sequence of this path, below the seed')
    .option('--script <file>', 'where to write a counterexample as a shell script')
    .option('--fault <name>', 'the faulty homeserver to explore in place of the reference', faultCalled)
    .action(async (flags: ExploreFlags) => {
      const { theme: themes = [], seed = randomInt(SEEDS), fault, timeBudget, ...rest } = flags;
      const { revision = fault?.revision ?? DEFAULT_REVISION } = flags;
      requireThemes(themes, revision);
      if (flags.replay !== undefined && flags.seed === undefined) {
        throw new UsageError('--replay: a path leads nowhere without its --seed.');
      }
      const wishes: ExploreWishes = {
        ...rest,
        revision,
        timeBudget: timeBudget * 1_000,
        themes,
        seed,
        embedded: fault === undefined ? {} : { fault: fault.fault.id },
      };
      const outcome = await explore(wishes, (line) => process.stdout.write(`${line}\n`));
      process.exitCode =
        outcome === 'counterexample'
          ? EXIT['not-conformant']
          : outcome === 'nothing-found'
            ? 0
            : EXIT['could-not-judge'];
    });
}

function requireThemes(themes: readonly string[], revision: string): void {
  const known = modelledRevisionCalled(revision).themes;
  const unknown = themes.find((theme) => !known.includes(theme));
  if (unknown === undefined) return;
  throw new UsageError(`--theme: sequences of ${revision} are about ${known.join(', ')}.`);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('Give a whole number.');
  return number;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('Give a number of seconds, such as 60.');
  return number;
}
