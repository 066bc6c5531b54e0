/**
 * Tries values, so many of them side by side, and stops after the wave in which something was found.
 *
 * @param attempt - what is found with a value; nothing where there is nothing to find
 * @returns what was found, value by value, as far as it got
 */
export async function inWaves<T, F>(
  values: readonly T[],
  sideBySide: number,
  attempt: (value: T) => Promise<F | undefined>,
): Promise<(F | undefined)[]> {
  const found: (F | undefined)[] = [];
  for (let next = 0; next < values.length; next += sideBySide) {
    const wave = await Promise.allSettled(values.slice(next, next + sideBySide).map(attempt));
    // Whatever went wrong with one, the others are over before anybody hears of it.
    found.push(
      ...(await Promise.all(wave.map((one) => (one.status === 'fulfilled' ? one.value : Promise.reject(one.reason))))),
    );
    if (found.some((one) => one !== undefined)) break;
  }
  return found;
}
