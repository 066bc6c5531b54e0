/** How many characters of a single text a page shows. */
const LONGEST = 3_000;

/**
 * The same document with every text in it cut where it is far too long to read: a server may answer with megabytes, and
 * say them again and again.
 */
export function withinLimits<T>(value: T): T {
  return cut(value) as T;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value);
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, cut(field)]));
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters, in the stored report)`;
}
