import type { Command } from 'commander';

import { RunBlocker } from '../../suites/kit/connection/run-blocker.js';
import { Activity } from '../../suites/kit/targets/activity.js';
import { configure } from './config/configuration.js';
import { DIALECT_SETTINGS } from './config/dialect-settings.js';
import { addSettingFlags } from './config/flags.js';
import { examine } from '../doctor/examine.js';
import { renderDiagnosis } from '../doctor/render-diagnosis.js';
import { Progress } from '../report/render/progress.js';
import { EXIT } from '../report/exit-codes.js';
import { Signals } from '../run/signals.js';
import { outputTerminal } from './output-terminal.js';
import { UsageError } from './usage-error.js';

/** Defines `doctor`, which looks whether and how the suites can be run against a homeserver. */
export function defineDoctor(command: Command): void {
  addSettingFlags(command, [
    'target',
    'revision',
    'max-wait',
    'limit-wait',
    'clean-up',
    'concurrency',
    'accounts',
    'tokens-file',
    'headers',
    'ca',
    ...DIALECT_SETTINGS,
  ])
    .option('--config <file>', 'the configuration file; without it, futures-conformance.config.yaml where there is one')
    .option('--json', 'print what was found as JSON')
    .action(async (flags: Readonly<Record<string, unknown>>) => {
      process.exitCode = await doctor(flags);
    });
}

async function doctor(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const { plan } = configure({ flags, environment: process.env, directory: process.cwd() });
  if (plan.target === 'embedded') {
    throw new UsageError('The embedded reference is always well: give the URL of a homeserver with --target.');
  }
  const stop = new AbortController();
  const signals = new Signals(() => stop.abort(new RunBlocker('ended', 'it was interrupted')), process);
  const activity = new Activity();
  const progress = new Progress(process.stderr, true, activity);
  const diagnosis = await examine(plan, stop.signal, activity).finally(() => {
    signals.close();
    progress.stop();
  });
  const json = flags['json'] === true;
  process.stdout.write(json ? `${JSON.stringify(diagnosis, null, 2)}\n` : renderDiagnosis(diagnosis, outputTerminal()));
  return diagnosis.ready ? EXIT.conformant : EXIT['could-not-judge'];
}
