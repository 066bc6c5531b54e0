/**
 * Tries values, so many of them side by side, and stops after the wave in which something was found. No value is asked for
 * before its wave begins.
 *
 * @param attempt - what is found with a value; nothing where there is nothing to find
 * @returns what was found, value by value, as far as it got
 */
export async function inWaves<T, F>(
  values: Iterable<T>,
  sideBySide: number,
  attempt: (value: T) => Promise<F | undefined>,
): Promise<(F | undefined)[]> {
  const found: (F | undefined)[] = [];
  const left = values[Symbol.iterator]();
  while (found.every((one) => one === undefined)) {
    const wave = await Promise.allSettled(taken(left, sideBySide).map(attempt));
    if (wave.length === 0) break;
    // Whatever went wrong with one, the others are over before anybody hears of it.
    found.push(
      ...(await Promise.all(wave.map((one) => (one.status === 'fulfilled' ? one.value : Promise.reject(one.reason))))),
    );
  }
  return found;
}

/** The next few values, as far as there are any. */
function taken<T>(values: Iterator<T>, count: number): T[] {
  const some: T[] = [];
  while (some.length < count) {
    const next = values.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  return some;
}
