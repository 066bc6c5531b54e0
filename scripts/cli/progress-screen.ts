import type { Screen } from '../report/render/progress.js';

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** Where progress is shown: standard error. In continuous integration lines are kept, so that nothing is drawn over there. */
export function progressScreen(
  output: Output = process.stderr,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Screen {
  const isLog = (env['CI'] ?? '') !== '' && env['CI'] !== 'false';
  return {
    isTTY: output.isTTY && !isLog && env['TERM'] !== 'dumb',
    get columns() {
      return output.columns;
    },
    write: (text) => output.write(text),
  };
}
