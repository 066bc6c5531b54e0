import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { wordsFor } from './config/read-file.js';
import { UsageError } from './usage-error.js';

/**
 * Makes sure that a file can be written before anything is done for it.
 *
 * @param where - the flag or setting that names it
 */
export function requireWritable(file: string, where: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${where}: cannot write ${file}: ${wordsFor(error)}.`);
  }
}

/** Makes sure that there is a folder, before anything is done for it. */
export function requireFolder(folder: string, where: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${where}: cannot write to ${folder}: ${wordsFor(error)}.`);
  }
}

/** Writes a file that a person asked for. */
export function writeOutput(file: string, text: string, where: string, mode = 0o666): void {
  try {
    writeFileSync(file, text, { mode });
  } catch (error) {
    throw new UsageError(`${where}: cannot write ${file}: ${wordsFor(error)}.`);
  }
}
