import { readFileSync } from 'node:fs';

import { UsageError } from '../usage-error.js';

/**
 * Reads a text file that a person named.
 *
 * @param where - the setting or flag that names it, for the sentence that says what is wrong
 */
export function readFile(file: string, where: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${where}: cannot read ${file}: ${wordsFor(error)}.`);
  }
}

/** What is wrong with a file, without its name and the code of the system call. */
export function wordsFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'it may not be opened',
    EPERM: 'it may not be opened',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is no folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk cannot be written to',
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
