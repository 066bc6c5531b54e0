import { Command } from 'commander';

import { addCompareCommand } from './cli/compare.js';
import { addDoctorCommand } from './cli/doctor.js';
import { addExplainCommand } from './cli/explain.js';
import { addExploreCommand } from './cli/explore.js';
import { addReportCommand } from './cli/report.js';
import { addRequirementsCommand } from './cli/requirements.js';
import { addRunCommand } from './cli/run.js';
import { addServeCommand } from './cli/serve.js';
import { tolerateUnreadOutput } from './cli/unread-output.js';
import { UsageError } from './cli/usage-error.js';
import { toolVersion } from './report/tool-version.js';
import { EXIT } from './report/exit-codes.js';

tolerateUnreadOutput(process.stdout, process.stderr);

const program = new Command('futures-conformance')
  .description('Conformance suites and a reference homeserver for MSC4140, delayed events in Matrix.')
  .version(toolVersion().version)
  .configureHelp({ showGlobalOptions: true })
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

addRunCommand(program);
addDoctorCommand(program);
addCompareCommand(program);
addServeCommand(program);
addRequirementsCommand(program);
addExplainCommand(program);
addExploreCommand(program);
addReportCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
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
