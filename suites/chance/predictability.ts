/** Fewer bits than this vary in a counter or a time of day, even a finely measured one. */
const BITS_OF_A_COUNTER = 40;

/**
 * Whether names, in the order in which they were given out, count or tell the time: each one is greater (or each one
 * smaller) than the one before, and little else about them varies. Sorted names that are random otherwise are fine.
 */
export function countsUpOrDown(names: readonly string[]): boolean {
  const steps = names.slice(1).map((name, index) => Math.sign(compare(names[index] ?? '', name)));
  const [direction] = steps;
  return direction !== 0 && steps.every((step) => step === direction) && varyingBits(names) < BITS_OF_A_COUNTER;
}

/** About how many bits vary from name to name, estimated position by position from their ends. */
export function varyingBits(names: readonly string[]): number {
  const longest = Math.max(0, ...names.map(({ length }) => length));
  let bits = 0;
  for (let position = 1; position <= longest; position += 1)
    bits += entropy(names.map((name) => name.at(-position) ?? ''));
  return bits;
}

/** Shorter before longer, so that numbers are compared as such. */
function compare(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Shannon's entropy of a sample, with Miller and Madow's correction for its size. */
function entropy(sample: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const value of sample) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size < 2) return 0;
  const plain = [...counts.values()].reduce(
    (sum, count) => sum - (count / sample.length) * Math.log2(count / sample.length),
    0,
  );
  return plain + (counts.size - 1) / (2 * sample.length * Math.LN2);
}
