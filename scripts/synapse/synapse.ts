import type { Command } from 'commander';

import { positiveNumber } from '../cli/positive-number.js';
import { tool } from '../cli/tool.js';
import { EXIT } from '../report/exit-codes.js';
import { registerAdministrator } from './administrator.js';
import { type InstanceFlags, addInstanceFlags, instanceOf } from './instance-options.js';
import { runningUrl, start, stop } from './server.js';
import { SynapseTrouble } from './trouble.js';

// A real Synapse to try the suites on: `start` sets it up where that has not been done, and prints its URL.
const program = tool('synapse').description('a real Synapse on this machine');

type Flags = InstanceFlags & { readonly port?: number; readonly fresh?: true };

command('start', 'set it up and start it; prints its URL', async (flags) =>
  say(await start(instanceOf(flags), flags, tell)),
)
  .option('--port <number>', 'where it listens; unset, where it did last, or any free port', positiveNumber)
  .option('--fresh', 'without what earlier runs have left in it');
command('restart', 'stop it and start it again where it was', async (flags) => {
  const instance = instanceOf(flags);
  const port = instance.started?.port;
  await stop(instance);
  say(await start(instance, { port }, tell));
});
command('stop', 'stop it', async (flags) => {
  const instance = instanceOf(flags);
  say((await stop(instance)) ? `${instance.name} was stopped.` : `${instance.name} was not running.`);
});
command('status', 'say whether it runs, and where', async (flags) => {
  const instance = instanceOf(flags);
  const url = await runningUrl(instance);
  say(url === undefined ? `${instance.name} is not running.` : `${instance.name} is running at ${url}`);
  if (url === undefined) process.exitCode = 1;
});
command('administrator', 'register an administrator; prints their access token', async (flags) => {
  const instance = instanceOf(flags);
  const url = await runningUrl(instance);
  if (url === undefined) throw new SynapseTrouble(`${instance.name} is not running.`);
  say(await registerAdministrator(url));
});

await program.parseAsync();

function command(name: string, description: string, action: (flags: Flags) => Promise<void>): Command {
  return addInstanceFlags(program.command(name).description(description)).action(async (flags: Flags) => {
    try {
      await action(flags);
    } catch (error) {
      if (!(error instanceof SynapseTrouble)) throw error;
      tell(error.message);
      process.exitCode = EXIT['could-not-judge'];
    }
  });
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
