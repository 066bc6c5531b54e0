import { type Terminal, plainTerminal } from '../report/render/terminal-page.js';

/** What is known of where output goes. */
interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How wide lines are at the most: longer ones are hard to read. */
const WIDEST = 140;

/** The terminal that standard output is; plain text where it is a file or a pipe, unless somebody wants it otherwise. */
export function outputTerminal({ isTTY, columns }: Output = process.stdout, env: Environment = process.env): Terminal {
  // In a log of continuous integration there is no width to ask for.
  const wide = columns || Number(env['COLUMNS']) || plainTerminal.columns;
  return { columns: Math.min(wide, WIDEST), colour: wantsColour(isTTY === true, env) };
}

/** Whether to colour: as somebody says by `NO_COLOR` or `FORCE_COLOR`; else where there is a terminal that can. */
function wantsColour(isTTY: boolean, env: Environment): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}
