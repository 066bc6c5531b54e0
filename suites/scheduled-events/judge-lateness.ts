import type { Session } from '../kit/checks/session.js';
import { Violation } from '../kit/checks/verdict.js';
import type { Judging } from './judging.js';
import type { ScheduledEvent, Sender } from './scheduled-event.js';

/** How an event came that had to. */
export interface Coming {
  /** The last moment at which it could be due, in monotonic milliseconds. */
  readonly dueAt: number;
  readonly seenAt: number;
  /** What had sent it. */
  readonly by: Sender;
}

/**
 * Judges how late an event came: a warning where it was later than is fine, or a violation where a bound is pinned. How
 * late events come tells the target how long it has to listen for those that must not come. */
export function judgeLateness(
  { target, warnings }: Session,
  { ids, lateness: fine }: Judging,
  event: ScheduledEvent,
  { dueAt, seenAt, by }: Coming,
  why: string,
): void {
  const { lateness, settings } = target;
  const late = Math.round(seenAt - dueAt);
  // Where a restarted event comes late, restarting may have gone wrong: a server that does that is not to be given more
  // time for everything else.
  if (event.dueBefore === undefined) lateness.record(Math.max(0, late), by === 'timer' ? dueAt : undefined);
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
