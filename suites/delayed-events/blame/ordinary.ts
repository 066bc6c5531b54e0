import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Blame } from '../../blame/blame.js';
import type { Breach } from '../../blame/breach.js';
import { moreExactly } from '../../blame/more-exactly.js';
import { type Ordinary, ordinaryBreach } from '../../blame/ordinary.js';
import { toldOnce } from '../../blame/told-once.js';
import type { Session } from '../../kit/checks/session.js';
import { severityIn } from '../../kit/checks/severity.js';
import { Inconclusive, Violation } from '../../kit/checks/verdict.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import type { Deed } from './deed.js';
import { ABOUT_FAILURES } from './facets.js';
import { cancelling, restarting, sending, sendingAgain } from './ordinary-actions.js';
import { outcomesAreShown, restartedIsShown, waitingIsShown } from './ordinary-lookups.js';
import { eachFromItsUser, emptyKey, newerState, timersRunOut, unseenAtFirst } from './ordinary-timers.js';

/** An ordinary story, told in the words of checks: what they find broken in it is broken plainly. */
interface PlainStory extends Pick<Ordinary<DelayedEventsContext, Deed>, 'after' | 'unless'> {
  readonly name: string;
  run(t: DelayedEventsContext): Promise<void>;
}

/** A server that does no more after something has failed does nothing in its time now, either. */
const AFTER_FAILURES = [...ABOUT_FAILURES];

/** What every server has to get right before anything less ordinary can be judged: the most basic first. */
const ORDINARY: readonly PlainStory[] = [
  { name: 'unseen at first', after: ['scheduled'], run: unseenAtFirst },
  { name: 'empty key', after: ['scheduled state with an empty key'], run: emptyKey },
  {
    name: 'timers',
    after: ['scheduled what is due', 'sent', 'cancelled', 'restarted'],
    unless: AFTER_FAILURES,
    run: timersRunOut,
  },
  { name: 'lookup', after: ['looked up', 'looked up what is over'], run: waitingIsShown },
  {
    name: 'each from its user',
    after: ['scheduled as another user'],
    unless: AFTER_FAILURES,
    run: eachFromItsUser,
  },
  // Where a send cannot send, that says how it is refused.
  { name: 'send', after: ['sent'], unless: [...AFTER_FAILURES, 'DE-ACT-11'], run: sending },
  { name: 'restart', after: ['restarted'], unless: AFTER_FAILURES, run: restarting },
  { name: 'lookup of what was restarted', after: ['restarted'], run: restartedIsShown },
  { name: 'cancel', after: ['cancelled'], unless: AFTER_FAILURES, run: cancelling },
  { name: 'lookup of what is over', after: ['looked up what is over'], run: outcomesAreShown },
  { name: 'send again', after: ['sent'], unless: AFTER_FAILURES, run: sendingAgain },
  { name: 'newer state', after: ['scheduled state'], unless: AFTER_FAILURES, run: newerState },
];

const severityOf = severityIn(catalogueOf('delayed-events'));

/**
 * What is broken more plainly than what a check has found: the ordinary things that it has done are tried for themselves.
 *
 * @param requirement - what the check has found to be broken
 * @param blame - what a violation in an ordinary story tells more exactly
 */
export async function plainerBreach(
  requirement: string,
  t: DelayedEventsContext,
  session: Session,
  blame: Pick<Blame<DelayedEventsContext>, 'exactly'>,
): Promise<Breach | undefined> {
  const { sharedId } = t;
  if (sharedId !== undefined) {
    return {
      requirement: 'DE-SCHED-11',
      wrong: `two requests to schedule something were given the delay_id ${sharedId}`,
    };
  }
  // Another server for checks that need it set up otherwise, and perhaps another outcome on another path.
  const { embedded = {} } = session.check.needs;
  const where = `${t.form === t.otherForm ? 'the other path' : 'its own path'} ${JSON.stringify(embedded)}`;
  const stories = ORDINARY.map(({ name, after, unless = [], run }) => ({
    after,
    unless,
    tell: () =>
      toldOnce(session, `${name} on ${where}`, () => told(() => moreExactly(() => run(t), t, session, blame))),
  }));
  const deeds = t.deeds;
  const breach = await ordinaryBreach(t, stories, requirement, deeds);
  // Advice explains nothing that must be so; but where that is not followed and all comes late, nothing more can be told.
  return breach === undefined || severityOf(breach.requirement) !== 'fail' ? undefined : breach;

  async function told(story: () => Promise<void>): Promise<Breach | undefined> {
    // Whatever waits besides would take places.
    await t.cancelWaiting();
    const shown = await breachIn(story);
    const cannot: Readonly<Record<string, string | undefined>> = t.form.cannot;
    return shown === undefined || cannot[shown.requirement] === undefined ? shown : undefined;
  }
}

/**
 * What a story shows to be broken.
 *
 * @throws Inconclusive where nothing can be scheduled, so that it cannot be told
 */
async function breachIn(story: () => Promise<void>): Promise<Breach | undefined> {
  try {
    await story();
    return undefined;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const { requirement, wrong, symptom } = error;
    if (requirement.startsWith('DE-SCHED-') && symptom === 'refused') throw new Inconclusive(error.message);
    return { requirement, wrong };
  }
}
