import type { Suite } from '../../../suites/kit/checks/check.js';
import type { FaultRow } from '../../report/kill-matrix.js';

/**
 * By requirement, the faults that guard it: those that are about it, and that a check which names it has caught by it.
 * Checks that no suite knows, such as properties, are taken to name what they report.
 */
export function guardsIn(rows: readonly FaultRow[], suites: readonly Suite[]): Record<string, string[]> {
  const named = new Map(suites.flatMap(({ checks }) => checks.map(({ id, requirements }) => [id, requirements])));
  const guards = new Map<string, Set<string>>();
  for (const { fault, breaks, findings } of rows) {
    for (const { check, broken } of Object.values(findings).flatMap(({ failures }) => failures)) {
      if (!breaks.includes(broken) || named.get(check)?.includes(broken) === false) continue;
      guards.set(broken, (guards.get(broken) ?? new Set()).add(fault));
    }
  }
  return Object.fromEntries([...guards].map(([requirement, faults]) => [requirement, [...faults]]));
}
