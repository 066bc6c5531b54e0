import type { FaultRow, KillMatrix } from '../../report/kill-matrix.js';

/** The matrix as lines of text: what catches each fault, by suite. */
export function matrixTable({ faults, suites }: KillMatrix): string {
  const width = Math.max(0, ...faults.map(({ fault }) => fault.length));
  return faults.map((row) => faultLines(row, suites, width)).join('');
}

function faultLines(row: FaultRow, suites: readonly string[], width: number): string {
  const lines = suites.map((suite) => {
    const { failures = [] } = row.findings[suite] ?? {};
    const attribution = row.attribution[suite] ?? 'missed';
    const head = `${attribution.padEnd(6)}  ${row.fault.padEnd(width)}  ${row.breaks.join(' ')}`;
    const bySuite = suites.length > 1 ? `${suite}: ` : '';
    return `${head}\n${' '.repeat(8)}${bySuite}${reported(row, failures) || 'nothing'}\n`;
  });
  return lines.join('');
}

/** What was reported broken, how often, and by which checks where it is what the fault is about. */
function reported({ breaks }: FaultRow, failures: FaultRow['findings'][string]['failures']): string {
  const checks = new Map<string, string[]>();
  for (const { broken, check } of failures) checks.set(broken, [...(checks.get(broken) ?? []), check]);
  const own = [...checks].filter(([id]) => breaks.includes(id));
  const others = [...checks].filter(([id]) => !breaks.includes(id));
  return [
    ...own.map(([id, names]) => `${id} by ${listed(names)}`),
    ...(others.length === 0 ? [] : [`also ${others.map(([id, names]) => `${id} (${names.length})`).join(', ')}`]),
  ].join('; ');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
