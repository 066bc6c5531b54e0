import { type KillMatrix, TOGETHER } from '../../report/kill-matrix.js';
import { isToldByConsequence } from './attribution.js';
import { isOutOfReach } from './out-of-reach.js';

/** The figures of a run, a line for each. */
export function matrixSummary({ suites, faults, variants, guards, seconds }: KillMatrix): string {
  const lines: string[] = [];
  const columns = suites.length > 1 ? [...suites, TOGETHER] : suites;
  const outOfReach = (column: string): number => faults.filter((row) => isOutOfReach(row, column)).length;
  const consequences = (column: string): number => faults.filter((row) => isToldByConsequence(row, column)).length;
  if (faults.length > 0) {
    for (const column of columns) {
      const count = (wanted: string): number =>
        faults.filter(({ attribution }) => attribution[column] === wanted).length;
      const toBeCaught = faults.length - count('unseen');
      const caught = toBeCaught - count('missed');
      lines.push(
        `${column}: ${caught} of ${toBeCaught} faults caught (${percent(caught, toBeCaught)}), ` +
          `${count('right')} attributed rightly (${percent(count('right'), toBeCaught)}), ` +
          (consequences(column) === 0 ? '' : `${consequences(column)} by what follows from them, `) +
          `${count('wrong') - consequences(column)} wrongly, ${count('missed') - outOfReach(column)} missed` +
          (outOfReach(column) === 0 ? '' : `, ${outOfReach(column)} out of reach`) +
          (count('unseen') === 0 ? '' : `; ${count('unseen')} more break what nobody can tell`),
      );
    }
    lines.push(`${Object.keys(guards).length} requirements guarded by a fault that their own checks catch`);
  }
  if (variants.length > 0) {
    const all = variants.flatMap(({ findings }) => Object.values(findings));
    const failures = all.flatMap((found) => found.failures).length;
    const inconclusive = all.flatMap((found) => found.inconclusive).length;
    lines.push(`${variants.length} legitimate variants: ${failures} failures, ${inconclusive} inconclusive`);
  }
  lines.push(`${checksRun({ faults, variants })} checks run in ${seconds} s`);
  return `${lines.join('\n')}\n`;
}

function checksRun({ faults, variants }: Pick<KillMatrix, 'faults' | 'variants'>): number {
  const findings = [...faults, ...variants].flatMap((row) => Object.values(row.findings));
  return findings.reduce((sum, { ran }) => sum + ran, 0);
}

function percent(part: number, whole: number): string {
  return `${Math.floor((1_000 * part) / Math.max(1, whole)) / 10} %`;
}
