import { runProgram } from './run-program.js';
import { SynapseTrouble } from './trouble.js';

/** The oldest Python for which there is a Synapse that can be installed without a compiler. */
const LEAST_MINOR = 10;

/** Where a Python may be found, the ones that Synapse is known to work with first. */
const CANDIDATES = ['python3.11', 'python3.12', 'python3.13', 'python3.10', 'python3', 'python'];

/** What a Python says of itself: its version, and whether it can make virtual environments. */
const QUESTION = 'import sys, venv, ensurepip; print(sys.version_info[0], sys.version_info[1])';

/**
 * Finds a Python that Synapse can be installed with.
 *
 * @param candidates - the commands to try, in this order
 * @throws SynapseTrouble where there is none
 */
export async function findPython(candidates: readonly string[] = CANDIDATES): Promise<string> {
  for (const command of candidates) {
    const { code, output } = await runProgram(command, ['-c', QUESTION]);
    const [major = 0, minor = 0] = output.split(/\s+/).map(Number);
    if (code === 0 && major === 3 && minor >= LEAST_MINOR) return command;
  }
  throw new SynapseTrouble(
    `Synapse needs Python 3.${LEAST_MINOR} or later with its venv module, and none was found (looked for ` +
      `${candidates.join(', ')}). Install one, such as the packages python3 and python3-venv.`,
  );
}
