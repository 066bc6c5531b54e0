import type { Session } from '../../kit/checks/session.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { Violation } from '../../kit/checks/verdict.js';
import type { Future } from './future.js';

/**
 * Judges how late an event came: a warning where it was later than tolerated, or a violation where a bound is pinned
 * (TIME-3). How late events come tells the target how long it has to listen for those that must not come.
 *
 * @param late - milliseconds after the last moment at which it could be due; negative where it came before
 */
export function judgeLateness({ target, warnings }: Session, future: Future, late: number, why: string): void {
  const { lateness, settings } = target;
  if (!wasRefreshed(future)) lateness.record(Math.max(0, late));
  if (settings.pinnedLateness !== undefined) {
    if (late <= settings.pinnedLateness) return;
    const bound = `more than the pinned ${settings.pinnedLateness} ms`;
    throw new Violation('TIME-3', `${why}: the event came ${late} ms late, ${bound}`);
  }
  if (late > settings.lateness)
    warnings.push({ requirement: 'TIME-3', message: `${why}: the event came ${late} ms late` });
}

/**
 * Whether a future's timer was restarted. When its event comes late then, refreshing may have gone wrong: a server that
 * does that is not to be given more time for everything else.
 */
function wasRefreshed({ answer, due, timeout }: Future): boolean {
  return due !== undefined && timeout !== undefined && due.latest !== dueAfter(answer, timeout).latest;
}
