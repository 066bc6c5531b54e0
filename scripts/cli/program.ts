import { Command } from 'commander';

import { EXIT } from '../report/exit-codes.js';
import { toolVersion } from '../report/tool-version.js';
import { addCommands } from './commands.js';
import { UsageError } from './usage-error.js';

/**
 * Does what a command line asks for. The exit code becomes that of the process, and nothing is thrown: what goes wrong is
 * told.
 *
 * @param args - what stands behind the command's name
 */
export async function obey(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function program(): Command {
  const command = new Command('futures-conformance')
    .description('Conformance suites and a reference homeserver for MSC4140, delayed events in Matrix.')
    .version(toolVersion().version)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help lists what there is)')
    .addHelpText(
      'after',
      '\nExit codes: 0 conformant, 1 not conformant, 2 could not judge, 3 wrong use, 4 stale baseline.\n' +
        '\nExamples:\n' +
        '  futures-conformance                                   all suites against the embedded reference\n' +
        '  futures-conformance --target http://127.0.0.1:8008    against a homeserver\n' +
        '  futures-conformance --only TOKEN-3                    what verifies one requirement\n' +
        '  futures-conformance explain TOKEN-3                   what it asks for',
    )
    .exitOverride();
  addCommands(command);
  return command;
}

/** Mistakes of the user get a sentence; everything else is ours, and loud. */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT['wrong-use'];
  }
  // Commander has printed its own sentence; help and version are no mistakes.
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')) {
    return 'exitCode' in error && error.exitCode === 0 ? 0 : EXIT['wrong-use'];
  }
  process.stderr.write(
    `This is a mistake in futures-conformance itself:\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT['could-not-judge'];
}
