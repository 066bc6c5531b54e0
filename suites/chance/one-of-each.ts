/**
 * The places of the first value of each kind, in the order in which they come: chance alone would leave some kinds out.
 *
 * @param kindOf - what tells kinds apart
 * @param count - how many places there are at the most
 */
export function oneOfEach<T>(values: readonly T[], kindOf: (value: T) => string, count: number): readonly number[] {
  const first = new Map<string, number>();
  for (const [place, value] of values.entries()) if (!first.has(kindOf(value))) first.set(kindOf(value), place);
  return [...first.values()].slice(0, count);
}
