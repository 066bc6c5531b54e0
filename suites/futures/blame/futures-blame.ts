import type { Blame } from '../../blame/blame.js';
import { type Breach, violationBy } from '../../blame/breach.js';
import { ordinaryBreach } from '../../blame/ordinary.js';
import { unlessUnclear } from '../../blame/unless-unclear.js';
import type { Session } from '../../kit/checks/session.js';
import type { Violation } from '../../kit/checks/verdict.js';
import { type Missing, MissingEvents } from '../../scheduled-events/missing-events.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { LivingOn } from '../words/living-on.js';
import { deeperCause } from './deeper-cause.js';
import { breachByLivingOn } from './living-on.js';
import { breachByAbsence } from './missing-event.js';
import { ORDINARY } from './ordinary.js';
import { breachOfEveryTimer, breachOfTimer } from './timer-breach.js';

/** What a violation may follow from in the `futures` revision. */
export const FUTURES_BLAME: Blame<FuturesContext> = {
  async exactly(violation, t, session) {
    if (violation instanceof MissingEvents) return ofMissing(violation as MissingEvents<Future>, t, session);
    return violation instanceof LivingOn ? ofLivingOn(violation, t) : undefined;
  },
  async beneath(requirement, t, session) {
    // There is nothing plainer than that no timer sends anything, and stories of timers wait for each of them in vain.
    if (requirement === 'TIME-1' && t.nothingComes) return undefined;
    return (
      t.tokens.sentThoughCancelled(requirement, t.beats(0.5)) ??
      (await unlessUnclear(() => deeperCause(t, requirement, t.scheduled.attempts))) ??
      (await ordinaryBreach(t, ORDINARY, requirement, t.tokens.deeds, session))
    );
  },
};

/** Where events have not come: what is broken by that more exactly than what the check is about. */
async function ofMissing(
  { requirement, missing, why }: MissingEvents<Future>,
  t: FuturesContext,
  session: Session,
): Promise<Violation | undefined> {
  for (const each of missing) {
    // That nothing comes of a call is what a dead token does, however it is answered.
    if (each.by === 'request') t.tokens.note('called a token that may be dead');
    const breach = await ofOneMissing(requirement, each, t, session);
    if (breach !== undefined) return violationBy(breach, `${why}: the event was due and did not come`);
  }
  const [first, ...others] = missing;
  if (first?.by !== 'timer' || others.length > 0) return undefined;
  const breach = await breachOfEveryTimer(t, requirement, first.event, session);
  // To look for another one takes as long as events may be late.
  t.requireStillMissing(missing, why);
  return breach && violationBy(breach, why);
}

async function ofOneMissing(
  requirement: string,
  { event: future, due, by }: Missing<Future>,
  t: FuturesContext,
  { target }: Session,
): Promise<Breach | undefined> {
  const missing = { future, due, by: by === 'timer' ? by : 'token' } as const;
  const breach = breachByAbsence(missing, t.scheduled.futures, target.settings);
  if (breach !== undefined || by !== 'timer') return breach;
  return unlessUnclear(() => breachOfTimer(t, requirement, future));
}

/** Where a token does something that should be dead: what is broken by that more exactly. */
async function ofLivingOn({ requirement, future, why }: LivingOn, t: FuturesContext): Promise<Violation | undefined> {
  const breach = await unlessUnclear(() => breachByLivingOn(t, requirement, future));
  return breach && violationBy(breach, why);
}
