import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { tool } from '../cli/tool.js';
import { EXIT } from '../report/exit-codes.js';
import { type InstanceFlags, addInstanceFlags, instanceOf } from './instance-options.js';
import { keepAwake } from './keep-awake.js';
import { runFlags } from './run-flags.js';
import { start, stop } from './server.js';
import { SynapseTrouble } from './trouble.js';

/** Where reports go; not under version control. */
const REPORTS = 'reports';

// Sets a fresh Synapse up, judges it as anybody would, in real time, and stops it. Its exit code is the run's.
const program = addInstanceFlags(tool('test-synapse'))
  .description('Judge a real Synapse.')
  .option('--keep-awake', 'keep the cores from falling asleep meanwhile, which makes runs on virtual machines shorter')
  .argument('[flags...]', 'further flags for the run, after --')
  .parse();
const options = program.opts<InstanceFlags & { readonly keepAwake?: true }>();
const instance = instanceOf(options);
// Whoever interrupts it interrupts the run; the server is stopped when that has cleaned up.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
const fallAsleep = options.keepAwake === true ? keepAwake() : undefined;

try {
  const began = performance.now();
  const url = await start(instance, { fresh: true }, tell);
  const served = performance.now();
  tell(`${instance.name} serves at ${url}.`);
  mkdirSync(REPORTS, { recursive: true });
  const report = join(REPORTS, `synapse-${instance.version}-${instance.setup}.json`);
  const baseline = resolve('fixtures/baselines', `synapse-${instance.version}.yaml`);
  const flags = runFlags(instance, { url, report, ...(existsSync(baseline) ? { baseline } : {}) });
  process.exitCode = await run([...flags, ...program.args]);
  const [setUp, judged] = [served - began, performance.now() - served].map((ms) => (ms / 1_000).toFixed(1));
  tell(`${instance.name}: serving after ${setUp} s, judged in ${judged} s; the report is ${report}.`);
} catch (error) {
  if (!(error instanceof SynapseTrouble)) throw error;
  tell(error.message);
  process.exitCode = EXIT['could-not-judge'];
} finally {
  await stop(instance);
  fallAsleep?.();
}

/** Runs the command as a person does; its exit code. */
function run(flags: readonly string[]): Promise<number> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, ['scripts/launch.mjs', 'run', ...flags], { stdio: 'inherit' });
    child.once('error', failed);
    child.once('exit', (code) => done(code ?? EXIT['could-not-judge']));
  });
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
