import { Command } from 'commander';

import { EXIT } from '../report/exit-codes.js';
import { tolerateUnreadOutput } from './unread-output.js';

/** A command for those who work on the project: used wrongly, it ends as `futures-conformance` does, and not as if it had found something. */
export function tool(name: string): Command {
  tolerateUnreadOutput(process.stdout, process.stderr);
  return new Command(name).exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT['wrong-use']));
}
