import type { ScheduledEvent } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';

/**
 * Waits until something is so.
 *
 * @param limit - how long at the most: until {@link ScheduledEventsContext.now} reads this. Where it is asked for again and
 *   again it follows from how late events come, which is to be known before it says anything; and where none comes, it is
 *   in vain
 * @returns whether it is so in the end
 */
export async function eventually(
  t: Pick<ScheduledEventsContext<ScheduledEvent>, 'now' | 'beats' | 'letTimePass' | 'learnLateness' | 'nothingComes'>,
  limit: number | (() => number),
  isSo: () => Promise<boolean>,
): Promise<boolean> {
  const end = typeof limit === 'number' ? () => limit : limit;
  for (let isLearnt = typeof limit === 'number'; ;) {
    if (await isSo()) return true;
    if (typeof limit !== 'number' && t.nothingComes) return false;
    if (t.now() <= end()) await t.letTimePass(t.beats(0.25));
    else if (isLearnt) return false;
    else {
      await t.learnLateness();
      isLearnt = true;
    }
  }
}
