import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the programs are called, those without a vendor's additions first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** Where there is one that is not in any folder of programs. */
const ELSEWHERE = ['/Applications/Chromium.app/Contents/MacOS/Chromium'];

/**
 * Where Chromium is: where `CHROMIUM` says, or the first program of a well-known name.
 *
 * @throws Error with what to do, where there is none
 */
export function findChromium(environment: NodeJS.ProcessEnv): string {
  const { CHROMIUM: named, PATH = '' } = environment;
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which is no program.`);
  }
  const folders = PATH.split(delimiter);
  const found = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...ELSEWHERE].find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    'The browser tests need Chromium: install it (apt-get install chromium), or say where it is by the variable CHROMIUM.',
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
