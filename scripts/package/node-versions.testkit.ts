import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { shown } from './shown-command.testkit.js';

/** The major versions of Node that the package is tried with. */
export const NODE_VERSIONS = ['20', '22', '24'];

const installed = new Map<string, Promise<NodeJS.ProcessEnv>>();

/**
 * An environment in which a version of Node comes first: this one, or one that is installed from npm.
 *
 * @param major - its major version
 * @param folder - where others are kept
 * @throws Error when it cannot be had
 */
export function environmentOf(major: string, folder: string): Promise<NodeJS.ProcessEnv> {
  const known = installed.get(major);
  if (known !== undefined) return known;
  const isOurs = process.version.startsWith(`v${major}.`);
  const environment = isOurs ? Promise.resolve(process.env) : installedIn(folder, major);
  installed.set(major, environment);
  return environment;
}

async function installedIn(folder: string, major: string): Promise<NodeJS.ProcessEnv> {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(folder, `node-${major}`);
  await mkdir(prefix);
  const install = ['npm', 'install', '--prefix', prefix, '--no-audit', '--no-fund', `${name}@${major}`] as const;
  if (!(await shown(`Node ${major} comes from npm`, [...install], { cwd: prefix }))) {
    throw new Error(`Node ${major} is not to be had`);
  }
  return { ...process.env, PATH: `${join(prefix, 'node_modules', name, 'bin')}:${process.env['PATH'] ?? ''}` };
}
