import { readFileSync } from 'node:fs';

/** The name and version of this package, and the commit that it was built from where the build knew that. */
export function toolVersion(): { name: string; version: string; commit?: string } {
  const { name, version } = JSON.parse(readFileSync(packageJson(), 'utf8')) as { name: string; version: string };
  const commit = builtFrom();
  return { name, version, ...(commit === undefined ? {} : { commit }) };
}

/** What `scripts/note-commit.mjs` has written beside the built files. */
function builtFrom(): string | undefined {
  try {
    return readFileSync(new URL('../../commit.txt', import.meta.url), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Found from the built file as well as from the source, which lies one folder higher. */
function packageJson(): URL {
  const built = import.meta.url.endsWith('.js');
  return new URL(built ? '../../../package.json' : '../../package.json', import.meta.url);
}
