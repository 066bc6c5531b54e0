import type { Session } from '../kit/checks/session.js';
import { Violation } from '../kit/checks/verdict.js';
import type { Judging } from './judging.js';
import type { ScheduledEvent, Sender } from './scheduled-event.js';

/**
 * Judges how late an event came: a warning where it was later than is fine, or a violation where a bound is pinned. How
 * late events come tells the target how long it has to listen for those that must not come.
 *
 * @param late - milliseconds after the last moment at which it could be due; negative where it came before
 * @param by - what had sent it
 */
export function judgeLateness(
  { target, warnings }: Session,
  { ids, lateness: fine }: Judging,
  event: ScheduledEvent,
  late: number,
  by: Sender,
  why: string,
): void {
  const { lateness, settings } = target;
  // Where a restarted event comes late, restarting may have gone wrong: a server that does that is not to be given more
  // time for everything else.
  if (event.dueBefore === undefined) lateness.record(Math.max(0, late), by === 'timer');
  if (settings.pinnedLateness !== undefined) {
    if (late <= settings.pinnedLateness) return;
    const bound = `more than the pinned ${settings.pinnedLateness} ms`;
    throw new Violation(ids.late, {
      what: why,
      expected: `the event no more than ${settings.pinnedLateness} ms late`,
      seen: `it came ${late} ms late`,
      symptom: 'late',
      sentence: `${why}: the event came ${late} ms late, ${bound}`,
    });
  }
  if (late > fine)
    warnings.push({ requirement: ids.late, symptom: 'late', message: `${why}: the event came ${late} ms late` });
}
