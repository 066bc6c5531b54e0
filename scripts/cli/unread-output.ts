import { EXIT } from '../report/exit-codes.js';

/**
 * Lets output that nobody reads any more end the printing, not the command: `run … | head -1` closes the pipe while the
 * run goes on, and its report and exit code are wanted all the same. So are they where a disk is full; but that is told,
 * since somebody means to read it.
 *
 * @param streams - where the command prints
 */
export function tolerateUnreadOutput(...streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    let broken = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || broken) return;
      broken = true;
      process.stderr.write(`What was to be printed could not be written: ${error.message}\n`);
      process.once('exit', (code) => {
        if (code === EXIT.conformant) process.exitCode = EXIT['wrong-use'];
      });
    });
  }
}
