/** What differs in lines of a story that tell the same: their number, and the moment. */
const WHEN = /^\d+\. \+[\d.]+ s /;

/** A story in which what is told again and again, such as that time has passed, is told by its first and last line alone. */
export function foldedStory(lines: readonly string[]): string[] {
  const rows: string[][] = [];
  for (const line of lines) {
    const before = rows.at(-1);
    if (before?.[0] !== undefined && told(before[0]) === told(line)) before.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => (row.length > 3 ? [...row.slice(0, 1), '…', ...row.slice(-1)] : row));
}

function told(line: string): string {
  return line.replace(WHEN, '');
}
