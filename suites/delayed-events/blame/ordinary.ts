import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Breach } from '../../blame/breach.js';
import { moreExactly } from '../../blame/more-exactly.js';
import { type Ordinary, ordinaryBreach } from '../../blame/ordinary.js';
import type { Session } from '../../kit/checks/session.js';
import { sentenceOf, symptomOf } from '../../kit/checks/discrepancy.js';
import { severityIn } from '../../kit/checks/severity.js';
import { Inconclusive, Violation } from '../../kit/checks/verdict.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import type { Operation } from './operation.js';
import { ABOUT_FAILURES, ABOUT_REPEATS } from './facets.js';
import { moreExactlyMissing } from './missing-events.js';
import { cancelling, restarting, sending, sendingAgain } from './ordinary-actions.js';
import { outcomesAreShown, restartedIsShown, waitingIsShown } from './ordinary-lookups.js';
import { isWithoutPlainOnes } from './plain-event.js';
import { eachFromItsUser, emptyKey, newerState, timersRunOut, unseenAtFirst } from './ordinary-timers.js';

/** An ordinary story, told in the words of checks: what they find broken in it is broken plainly. */
interface PlainStory extends Pick<Ordinary<DelayedEventsContext, Operation>, 'after' | 'unless'> {
  run(t: DelayedEventsContext): Promise<void>;
}

/** A server that does no more after something has failed does nothing in its time now, either. */
const AFTER_FAILURES = [...ABOUT_FAILURES];

/** What every server has to get right before anything less ordinary can be judged: the most basic first. */
const ORDINARY: readonly PlainStory[] = [
  { after: ['scheduled'], run: unseenAtFirst },
  { after: ['scheduled state with an empty key'], run: emptyKey },
  {
    after: ['scheduled what is due', 'sent', 'cancelled', 'restarted'],
    unless: AFTER_FAILURES,
    run: timersRunOut,
  },
  // That tells itself what is shown in the place of an end.
  { after: ['looked up', 'looked up what is over'], unless: ['DE-GET-10'], run: waitingIsShown },
  {
    after: ['scheduled as another user'],
    unless: AFTER_FAILURES,
    run: eachFromItsUser,
  },
  // Where a send cannot send, that says how it is refused.
  { after: ['sent'], unless: [...AFTER_FAILURES, 'DE-ACT-11'], run: sending },
  { after: ['restarted'], unless: AFTER_FAILURES, run: restarting },
  { after: ['restarted'], run: restartedIsShown },
  { after: ['cancelled'], unless: AFTER_FAILURES, run: cancelling },
  { after: ['looked up what is over'], run: outcomesAreShown },
  { after: ['sent'], unless: AFTER_FAILURES, run: sendingAgain },
  { after: ['scheduled state'], unless: AFTER_FAILURES, run: newerState },
];

/** That events come at all. */
const COMING = 'DE-SEND-1';

const severityOf = severityIn(catalogueOf('delayed-events'));

/** Told on the paths of the form that is spoken, or on the unstable ones beside them, where other things may be broken. */
const ON_PATHS = { own: asOrdinary(ORDINARY), other: asOrdinary(ORDINARY) } as const;

/**
 * What is broken more plainly than what a check has found: the ordinary things that it has done are tried for themselves.
 *
 * @param requirement - what the check has found to be broken
 */
export async function plainerBreach(
  requirement: string,
  t: DelayedEventsContext,
  session: Session,
): Promise<Breach | undefined> {
  // What is only advised is looked into by nobody who has to mend a server first.
  if (severityOf(requirement) !== 'fail') return undefined;
  const { sharedId } = t;
  if (sharedId !== undefined && !ABOUT_REPEATS.has(requirement)) {
    const wrong = `two requests to schedule something were given the delay_id ${sharedId}`;
    return { requirement: 'DE-SCHED-11', wrong };
  }
  if (requirement === COMING && (await isWithoutPlainOnes(t, session))) return undefined;
  const stories = ON_PATHS[t.form === t.otherForm ? 'other' : 'own'];
  const breach = await ordinaryBreach(t, stories, requirement, t.operations, session, 'set up alike');
  if (breach === undefined || severityOf(breach.requirement) === 'fail') return breach;
  // Advice explains nothing that must be so; but where all comes later than it is waited for, nobody knows that it never comes.
  const isTooLate = symptomOf(breach.wrong) === 'late' && t.usualLateness > session.target.settings.patience;
  if (requirement === COMING && isTooLate) throw new Inconclusive(sentenceOf(breach.wrong));
  return undefined;
}

function asOrdinary(stories: readonly PlainStory[]): readonly Ordinary<DelayedEventsContext, Operation>[] {
  return stories.map(({ run, ...story }) => ({ ...story, tell: (t, session) => breachIn(run, t, session) }));
}

/**
 * What a story shows to be broken, as far as the form that is spoken can express it.
 *
 * @throws Inconclusive where nothing can be scheduled, so that it cannot be told
 */
async function breachIn(
  run: PlainStory['run'],
  t: DelayedEventsContext,
  session: Session,
): Promise<Breach | undefined> {
  // Whatever waits besides would take places; and where there is none, this can wait for no better time.
  await t.cancelWaiting();
  t.hurry();
  try {
    await moreExactly(() => run(t), t, session, { exactly: moreExactlyMissing });
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const { requirement, wrong, symptom } = error;
    if (requirement.startsWith('DE-SCHED-') && symptom === 'refused') throw new Inconclusive(error.message);
    const cannot: Readonly<Record<string, string | undefined>> = t.form.cannot;
    return cannot[requirement] === undefined ? { requirement, wrong } : undefined;
  }
}
