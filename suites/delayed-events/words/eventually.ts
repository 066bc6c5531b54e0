import type { DelayedEventsContext } from './delayed-events-context.js';

/**
 * Waits until something is so.
 *
 * @param limit - how long at the most: until {@link DelayedEventsContext.now} reads this
 * @returns whether it is so in the end
 */
export async function eventually(
  t: DelayedEventsContext,
  limit: number,
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  while (!(await isSo())) {
    if (t.now() > limit) return false;
    await t.letTimePass(t.beats(0.25));
  }
  return true;
}
