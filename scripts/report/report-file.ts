import { parse, join } from 'node:path';

/**
 * The file that the document of a revision goes to: the one that was named, or, where there are documents of several
 * revisions, one beside it with `-<revision>` before the extension.
 *
 * @param file - the file that was named
 * @param several - whether there are documents of several revisions
 */
export function reportFile(file: string, revision: string, several: boolean): string {
  if (!several) return file;
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}-${revision}${ext}`);
}
