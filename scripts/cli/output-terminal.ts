import { type Terminal, plainTerminal } from '../report/render/terminal-page.js';

/** The terminal that standard output is; plain text where it is a file or a pipe, or colours are not wanted. */
export function outputTerminal(): Terminal {
  const { stdout, env } = process;
  const columns = Math.min(stdout.columns ?? plainTerminal.columns, 140);
  return { columns, colour: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' };
}
