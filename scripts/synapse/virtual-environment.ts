import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { findPython } from './python.js';
import { runProgram } from './run-program.js';
import { SynapseTrouble } from './trouble.js';
import { packagesFor } from './versions.js';

/** Says what is installed. Written last, so that an installation that was broken off is none. */
const COMPLETE = 'installed.txt';

/** How many lines of what a program has said a person is shown. */
const LINES_SHOWN = 4;

/**
 * Installs a version of Synapse into a virtual environment of its own, unless it is there already.
 *
 * @param folder - where the environment is, or is to be
 * @param say - tells a person what takes so long
 * @returns the Python of the environment
 * @throws SynapseTrouble where there is no Python, no package index, or no such version
 */
export async function virtualEnvironment(
  folder: string,
  version: string,
  say: (sentence: string) => void,
): Promise<string> {
  const python = join(folder, 'bin', 'python');
  const packages = packagesFor(version);
  const list = `${packages.join('\n')}\n`;
  const complete = join(folder, COMPLETE);
  if (existsSync(complete) && readFileSync(complete, 'utf8') === list) return python;
  say(`Installing Synapse ${version} into ${folder}; this takes about a minute, once.`);
  const made = await runProgram(await findPython(), ['-m', 'venv', '--clear', folder]);
  if (made.code !== 0) throw new SynapseTrouble(`No virtual environment could be made: ${ending(made.output)}`);
  const installed = await runProgram(python, ['-m', 'pip', 'install', '--quiet', '--no-compile', ...packages]);
  if (installed.code !== 0) throw new SynapseTrouble(whyNot(version, installed.output));
  writeFileSync(complete, list);
  return python;
}

/** Tells apart whether there is no such version, or no way to the package index; pip says the same of both. */
export function whyNot(version: string, output: string): string {
  const listed = /\(from versions: (?<list>[^)]*)\)/.exec(output)?.groups?.['list'];
  if (listed !== undefined && listed !== 'none') {
    const newest = listed.split(', ').findLast((each) => !each.includes('rc'));
    return `There is no Synapse ${version} to install; the newest that the package index has is ${newest}.`;
  }
  return (
    `Synapse ${version} could not be installed: pip did not reach a package index that has it. Where there is a mirror, ` +
    `name it in PIP_INDEX_URL; in PIP_PROXY, the way to it. pip says: ${ending(output)}`
  );
}

/** What a program said last; where it names its errors, those. */
function ending(output: string): string {
  const lines = output.trim().split('\n');
  const errors = lines.filter((line) => /^error:/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-LINES_SHOWN).join(' ');
}
