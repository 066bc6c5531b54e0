#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';

import { positiveNumber } from '../../cli/positive-number.js';
import { tool } from '../../cli/tool.js';
import { isBelowItsFloor, judgeMutants } from './judge-mutants.js';
import { MAY_SURVIVE } from './may-survive.js';
import { mutationSummary } from './mutation-summary.js';
import { readMutants } from './mutant.js';

const STRYKER = 'node_modules/@stryker-mutator/core/bin/stryker.js';
const CONFIG = 'scripts/trust/mutation/stryker.config.mjs';
/** Where the configuration has Stryker put it. */
const REPORT = 'reports/mutation/mutation.json';

interface Flags {
  readonly mutate?: string;
  readonly concurrency?: number;
  readonly last?: true;
}

await tool('mutation')
  .description(
    'Change the reference in hundreds of small ways and see whether the suites notice. From the project root.',
  )
  .option('--mutate <files>', 'what to change: files, patterns, `file.ts:10-20`, with commas between them')
  .option('--concurrency <number>', 'how many processes to use', positiveNumber)
  .option('--last', 'judge what came of the last run once more, and run nothing')
  .action(async (flags: Flags) => {
    if (flags.last !== true && !(await runStryker(flags))) {
      process.exitCode = 2;
      return;
    }
    if (!existsSync(REPORT)) {
      console.error(`There is no last run to judge: ${REPORT} is missing. Leave out --last.`);
      process.exitCode = 2;
      return;
    }
    const mutants = readMutants(JSON.parse(await readFile(REPORT, 'utf8')));
    if (mutants.length === 0) {
      // Stryker is content then, and says that everything is well.
      console.error(
        'Nothing was changed: --mutate takes paths and patterns with commas between them, and none in them.',
      );
      process.exitCode = 2;
      return;
    }
    const judged = judgeMutants(mutants, MAY_SURVIVE);
    console.log(mutationSummary(judged));
    process.exitCode = judged.some(isBelowItsFloor) ? 1 : 0;
  })
  .parseAsync();

/** Runs Stryker, which says itself what is wrong where it cannot come to its end. */
async function runStryker({ mutate, concurrency }: Flags): Promise<boolean> {
  await rm(REPORT, { force: true });
  const args = [STRYKER, 'run', CONFIG];
  if (mutate !== undefined) args.push('--mutate', mutate);
  if (concurrency !== undefined) args.push('--concurrency', String(concurrency));
  const stryker = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code] = (await once(stryker, 'exit')) as [number | null];
  return code === 0;
}
