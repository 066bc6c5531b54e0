import type { JudgedMutants } from './judge-mutants.js';
import type { Mutant } from './mutant.js';

/** What mutation testing has come to, as text: figures by file, and all that wants a check, a reason or none. */
export function mutationSummary({ killed, harmless, survivors, stale }: JudgedMutants): string {
  const files = [...new Set([...killed, ...harmless, ...survivors].map(({ file }) => file))].toSorted();
  const width = Math.max(...files.map(({ length }) => length), 'together'.length);
  const row = (name: string, belongs: (mutant: Mutant) => boolean): string => {
    const [dead, excused, alive] = [killed, harmless, survivors].map((mutants) => mutants.filter(belongs).length) as [
      number,
      number,
      number,
    ];
    const figures = [dead + excused + alive, dead, excused, alive].map((figure) => String(figure).padStart(9)).join('');
    return `${name.padEnd(width)}${figures}${score(dead, alive).padStart(9)}`;
  };
  return [
    `${''.padEnd(width)}  mutants   killed harmless survived    score`,
    ...files.map((name) => row(name, ({ file }) => file === name)),
    row('together', () => true),
    ...survivors.map(
      ({ file, lineNumber, line, from, to }) =>
        `\nsurvived without a reason: ${file}:${lineNumber}\n  ${line}\n  ${from}  ->  ${to === '' ? 'nothing' : to}`,
    ),
    ...stale.map(
      ({ file, line, from, to }) =>
        `\na reason for what does not survive: ${file ?? 'any file'}\n  ${line ?? 'anywhere'}\n  ${String(from)}  ->  ${to}`,
    ),
  ].join('\n');
}

/** The share of those killed among those that should be. */
function score(killed: number, alive: number): string {
  return killed + alive === 0 ? '–' : `${((100 * killed) / (killed + alive)).toFixed(1)} %`;
}
