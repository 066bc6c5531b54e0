/** What can be chosen, and the choices there are. */
export interface Factor {
  readonly name: string;
  readonly levels: readonly string[];
}

/** One choice for every factor. */
export type Row = Readonly<Record<string, string>>;

/**
 * Rows in which every two choices for two factors come together at least once. Few rows, though not the fewest
 * possible; always the same ones for the same factors.
 */
export function coveringArray(factors: readonly Factor[]): Row[] {
  const uncovered = new Set<string>();
  for (const [index, one] of factors.entries()) {
    for (const other of factors.slice(index + 1)) {
      for (const level of one.levels)
        for (const otherLevel of other.levels) uncovered.add(pair(one, level, other, otherLevel));
    }
  }

  const rows: Row[] = [];
  while (uncovered.size > 0) {
    const [seed = '[]'] = uncovered;
    const row: Record<string, string> = Object.fromEntries(JSON.parse(seed) as [string, string][]);
    for (const factor of factors) row[factor.name] ??= bestLevel(factor, row, factors, uncovered, rows.length);
    for (const [index, one] of factors.entries()) {
      for (const other of factors.slice(index + 1)) {
        uncovered.delete(pair(one, row[one.name] ?? '', other, row[other.name] ?? ''));
      }
    }
    rows.push(row);
  }
  return rows;
}

/** The level that makes the most new pairs with what has been chosen; among equals, another one in every row. */
function bestLevel(
  factor: Factor,
  row: Row,
  factors: readonly Factor[],
  uncovered: ReadonlySet<string>,
  turn: number,
): string {
  const at = factors.indexOf(factor);
  const gain = (level: string): number =>
    factors.filter((other, index) => {
      const chosen = row[other.name];
      if (other === factor || chosen === undefined) return false;
      const key = index < at ? pair(other, chosen, factor, level) : pair(factor, level, other, chosen);
      return uncovered.has(key);
    }).length;
  const turned = factor.levels.map((_level, index) => factor.levels[(index + turn) % factor.levels.length] ?? '');
  return turned.reduce((best, level) => (gain(level) > gain(best) ? level : best));
}

/** A pair of choices by name; the factor that comes first in the list comes first here. */
function pair(one: Factor, level: string, other: Factor, otherLevel: string): string {
  return JSON.stringify([
    [one.name, level],
    [other.name, otherLevel],
  ]);
}
