import { isBelowItsFloor, type JudgedFile } from './judge-mutants.js';

/** What mutation testing has come to, as text: figures by file, and the survivors of every file below its floor. */
export function mutationSummary(files: readonly JudgedFile[]): string {
  const width = Math.max(...files.map(({ file }) => file.length), 'together'.length);
  const row = (name: string, of: readonly JudgedFile[]): string => {
    const sum = (count: (file: JudgedFile) => number): number => of.reduce((all, file) => all + count(file), 0);
    const killed = sum((file) => file.killed);
    const alive = sum(({ survivors }) => survivors.length);
    const figures = [killed + alive, killed, alive, sum(({ mayBe }) => mayBe)];
    return `${name.padEnd(width)}${figures.map((figure) => String(figure).padStart(9)).join('')}${share(killed, alive).padStart(9)}`;
  };
  return [
    `${''.padEnd(width)}  mutants   killed    alive   may be    score`,
    ...files.map((file) => row(file.file, [file])),
    row('together', files),
    ...files
      .filter(isBelowItsFloor)
      .flatMap(({ file, survivors, mayBe }) => [
        `\n${file}: ${survivors.length} survive, and ${mayBe} may; a check is missing for some of these:`,
        ...survivors.map(({ lineNumber, from, to }) => `  ${lineNumber}: ${from}  ->  ${to === '' ? 'nothing' : to}`),
      ]),
    ...files
      .filter(({ survivors, mayBe }) => survivors.length < mayBe)
      .map(
        ({ file, survivors, mayBe }) =>
          `\n${file}: only ${survivors.length} of the ${mayBe} survive that may: write the smaller number into may-survive.ts`,
      ),
  ].join('\n');
}

function share(killed: number, alive: number): string {
  return killed + alive === 0 ? '–' : `${((100 * killed) / (killed + alive)).toFixed(1)} %`;
}
