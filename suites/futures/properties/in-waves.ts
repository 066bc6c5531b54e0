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
    found.push(...(await Promise.all(values.slice(next, next + sideBySide).map(attempt))));
    if (found.some((one) => one !== undefined)) break;
  }
  return found;
}
