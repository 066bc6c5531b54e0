import { randomInt } from 'node:crypto';

import { type Command, InvalidArgumentError, Option } from 'commander';

import type { FaultOfRevision } from '../../fixtures/faults/faults-of.js';
import { ALL_THEMES, type ThemeName } from '../../suites/futures/sequences/themes.js';
import { faultCalled } from '../catalogue/fault-called.js';
import { explore, type ExploreWishes } from '../explore/explore.js';
import { EXIT } from '../report/exit-codes.js';
import { UsageError } from './usage-error.js';

/** Seeds are whole numbers below this, so that they are easily written down. */
const SEEDS = 2 ** 31;

interface ExploreFlags {
  readonly target: string;
  readonly theme: ThemeName[];
  readonly seed?: number;
  readonly runs: number;
  /** In seconds. */
  readonly timeBudget: number;
  readonly replay?: string;
  readonly script?: string;
  readonly fault?: FaultOfRevision;
}

/** Adds `explore`, which goes on where the suites stop: with sequences that no run has told before. */
export function addExploreCommand(program: Command): void {
  program
    .command('explore')
    .description('tell a homeserver sequences that nobody wrote down, and compare it with a model of the text')
    .addOption(new Option('--target <url>', 'the homeserver, or the reference in this process').default('embedded'))
    .addOption(
      new Option('--theme <name>', 'what sequences are about; may be given several times')
        .choices(ALL_THEMES)
        .argParser(collectTheme)
        .default([], 'all'),
    )
    .option('--seed <number>', 'where chance begins; a new one every time', wholeNumber)
    .option('--runs <number>', 'how many sequences each round tells', wholeNumber, 200)
    .option('--time-budget <seconds>', 'for how long', seconds, 60)
    .option('--replay <path>', 'tell the one sequence of this path, below the seed')
    .option('--script <file>', 'where to write a counterexample as a shell script')
    .option('--fault <name>', 'the faulty homeserver to explore in place of the reference', faultCalled)
    .action(async (flags: ExploreFlags) => {
      const { theme, seed = randomInt(SEEDS), fault, timeBudget, ...rest } = flags;
      if (flags.replay !== undefined && flags.seed === undefined) {
        throw new UsageError('--replay: a path leads nowhere without its --seed.');
      }
      const themes = theme.length === 0 ? ALL_THEMES : theme;
      const wishes: ExploreWishes = {
        ...rest,
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

function collectTheme(value: string, earlier: ThemeName[]): ThemeName[] {
  const theme = ALL_THEMES.find((name) => name === value);
  if (theme === undefined) throw new InvalidArgumentError(`There are ${ALL_THEMES.join(', ')}.`);
  return [...earlier, theme];
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
