/** How the units of time are written, with their length in milliseconds. */
const UNITS: readonly (readonly [pattern: string, ms: number])[] = [
  ['milliseconds?|millis|msecs?|ms', 1],
  ['seconds?|secs?|s', 1_000],
  ['minutes?|mins?|m', 60_000],
  ['hours?|hrs?|h', 3_600_000],
  ['days?|d', 86_400_000],
  ['weeks?|w', 604_800_000],
];

const WORDS: Readonly<Record<string, string>> = {
  ...{ a: '1', an: '1', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8' },
  ...{ nine: '9', ten: '10', twelve: '12', fourteen: '14', thirty: '30' },
};

/** A number, whose thousands may be set apart, and the unit behind it where there is one. */
const STATED = new RegExp(
  String.raw`(\d{1,3}(?:[,'_\u00a0\u202f ]\d{3})+|\d+)(\.\d+)?\s*(?:(${UNITS.map(([pattern]) => pattern).join('|')})(?![a-z]))?`,
  'giu',
);

/**
 * The durations that a text meant for people can be understood to name, in milliseconds. A number without a unit may
 * be of any; numbers with units may also add up, as in `6 days 12 hours`.
 */
export function statedDurations(text: string): number[] {
  const digits = text.replaceAll(/\b[a-z]+\b/giu, (word) => WORDS[word.toLowerCase()] ?? word);
  const found = new Set<number>();
  let sum = 0;
  for (const [, whole = '', fraction = '', unit] of digits.matchAll(STATED)) {
    const value = Number(whole.replaceAll(/\D/gu, '') + fraction);
    const length = UNITS.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(unit ?? ''))?.[1];
    if (length !== undefined) sum += value * length;
    for (const ms of length === undefined ? UNITS.map(([, each]) => each) : [length]) found.add(value * ms);
  }
  return [...found.add(sum)].filter((ms) => Number.isSafeInteger(ms) && ms > 0).toSorted((a, b) => a - b);
}
