import type { Blame } from '../../blame/blame.js';
import { type Breach, violationBy } from '../../blame/breach.js';
import { ordinaryBreach } from '../../blame/ordinary.js';
import { unlessUnclear } from '../../blame/unless-unclear.js';
import type { Session } from '../../kit/checks/session.js';
import type { Violation } from '../../kit/checks/verdict.js';
import { MissingEvents } from '../../scheduled-events/missing-events.js';
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
      (await ordinaryBreach(t, ORDINARY, requirement, t.tokens.operations, session))
    );
  },
};

/** Where events have not come: what is broken by that more exactly than what the check is about. */
async function ofMissing(
  { requirement, missing, why }: MissingEvents<Future>,
  t: FuturesContext,
  session: Session,
): Promise<Violation | undefined> {
  const itsAbsence = `${why}: the event was due and did not come`;
  for (const { event: future, due, by } of missing) {
    // That nothing comes of a call is what a dead token does, however it is answered.
    if (by === 'request') t.tokens.note('called a token that may be dead');
    const absent = { future, due, by: by === 'timer' ? by : 'token' } as const;
    const breach = breachByAbsence(absent, t.scheduled.futures, session.target.settings);
    if (breach !== undefined) return violationBy(breach, itsAbsence);
  }
  const timed = missing.flatMap(({ event, by }) => (by === 'timer' ? [event] : []));
  const itsTimer = await firstBreach(timed, (future) => unlessUnclear(() => breachOfTimer(t, requirement, future)));
  // Beyond the bound that is pinned it is too late, whether it comes or not.
  const isTooLate = session.target.settings.pinnedLateness !== undefined;
  if (itsTimer !== undefined && isTooLate) return violationBy(itsTimer, itsAbsence);
  const [first, ...others] = missing;
  const ofAny = itsTimer === undefined && first?.by === 'timer' && others.length === 0;
  const everyTimer = ofAny ? await breachOfEveryTimer(t, requirement, first.event, session) : undefined;
  // Where its timer may run out yet, and looking for another one takes as long as events may be late.
  await t.requireStillMissing(missing, why);
  if (itsTimer !== undefined) return violationBy(itsTimer, itsAbsence);
  return everyTimer && violationBy(everyTimer, why);
}

async function firstBreach<T>(
  things: readonly T[],
  look: (thing: T) => Promise<Breach | undefined>,
): Promise<Breach | undefined> {
  for (const thing of things) {
    const breach = await look(thing);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

/** Where a token does something that should be dead: what is broken by that more exactly. */
async function ofLivingOn({ requirement, future, why }: LivingOn, t: FuturesContext): Promise<Violation | undefined> {
  const breach = await unlessUnclear(() => breachByLivingOn(t, requirement, future));
  return breach && violationBy(breach, why);
}
