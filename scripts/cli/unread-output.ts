/**
 * Lets output that nobody reads any more end the printing, not the command: `run … | head -1` closes the pipe while the
 * run goes on, and its report and exit code are wanted all the same.
 *
 * @param streams - where the command prints
 */
export function tolerateUnreadOutput(...streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
