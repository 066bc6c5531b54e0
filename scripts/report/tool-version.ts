import { readFileSync } from 'node:fs';

/** The name and version of this package. */
export function toolVersion(): { name: string; version: string } {
  const { name, version } = JSON.parse(readFileSync(packageJson(), 'utf8')) as { name: string; version: string };
  return { name, version };
}

/** Found from the built file as well as from the source, which lies one folder higher. */
function packageJson(): URL {
  const built = import.meta.url.endsWith('.js');
  return new URL(built ? '../../../package.json' : '../../package.json', import.meta.url);
}
