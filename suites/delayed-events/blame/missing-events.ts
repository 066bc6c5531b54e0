import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import { violationBy } from '../../blame/breach.js';
import type { Symptom } from '../../kit/checks/discrepancy.js';
import type { Session } from '../../kit/checks/session.js';
import { Inconclusive, type Violation } from '../../kit/checks/verdict.js';
import { roomPath } from '../../kit/rooms/user.js';
import { MissingEvents } from '../../scheduled-events/missing-events.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { hasFailedByLimit } from '../words/failed-by-limit.js';
import { ABOUT_FAILURES } from './facets.js';
import { breachByAbsence } from './plain-event.js';

/** What a violation tells more exactly where it is that events have not come. */
export async function moreExactlyMissing(
  violation: Violation,
  t: DelayedEventsContext,
  session: Session,
): Promise<Violation | undefined> {
  if (violation instanceof MissingEvents) return ofMissing(violation as MissingEvents<DelayedEvent>, t, session);
  const mayFollow =
    !violation.firm && !OF_WHAT_CAME.has(violation.symptom) && TOLD_BY_COMING.has(violation.requirement);
  if (mayFollow && (await someWasLimited(t))) {
    session.refusedUnexpectedly = true;
    throw new Inconclusive(`a rate limit kept an event from being sent when it was due; else: ${violation.message}`);
  }
  return undefined;
}

/** Symptoms that no event can show which did not come. */
const OF_WHAT_CAME: ReadonlySet<Symptom> = new Set(['early', 'unexpected']);

/** What looks broken where an event has failed by a rate limit when it was due, as it may (DE-SEND-3): it has no effect, and is over otherwise. */
const TOLD_BY_COMING: ReadonlySet<string> = new Set<DelayedEventsRequirementId>([
  'DE-SCHED-1',
  'DE-SCHED-2',
  'DE-SCHED-4',
  'DE-SEND-1',
  'DE-ACT-8',
  'DE-ACT-9',
  'DE-ACT-10',
  'DE-ACT-14',
  'DE-GET-7',
  'DE-TIME-6',
]);

/** Whether an event of the check is told to have failed by a rate limit. */
async function someWasLimited(t: DelayedEventsContext): Promise<boolean> {
  for (const event of t.scheduled) if (await hasFailedByLimit(event, t)) return true;
  return false;
}

/** What a rate limit may have swallowed has not been proven to be missing (DE-SEND-3); else, what is plainer. */
async function ofMissing(
  { requirement, missing, why }: MissingEvents<DelayedEvent>,
  t: DelayedEventsContext,
  session: Session,
): Promise<Violation | undefined> {
  for (const { event } of missing) {
    if (!(await mayBeLimited(event, t, session))) continue;
    session.refusedUnexpectedly = true;
    throw new Inconclusive(`${why}: the event did not come, and a rate limit may have swallowed it`);
  }
  if ((await t.learnLateness()) === undefined) {
    throw new Inconclusive(`${why}: the event did not come, and nobody knows how late events come here`);
  }
  const breach = ABOUT_FAILURES.has(requirement) ? undefined : await breachByAbsence(t, session, missing);
  // To look for what is plainer takes as long as events may be late.
  await t.requireStillMissing(missing, why);
  return breach === undefined || breach.requirement === requirement ? undefined : violationBy(breach, why);
}

async function mayBeLimited(event: DelayedEvent, t: DelayedEventsContext, { limited }: Session): Promise<boolean> {
  // What was limited here is no reason for all that nothing comes of anywhere.
  if (limited.size > 0 && !t.nothingComes) return true;
  if (await hasFailedByLimit(event, t)) return true;
  const path = roomPath(event.room, 'send', 'm.room.message', t.uniqueName('txn'));
  const undelayed = await event.by.request('PUT', path, { json: t.text('is there a limit'), patient: false });
  return undelayed.status === 429;
}
