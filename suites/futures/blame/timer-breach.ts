import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import { isAbout } from '../../kit/checks/facet.js';
import type { Session } from '../../kit/checks/session.js';
import type { User } from '../../kit/rooms/user.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { isEventOf, isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { Breach } from '../../blame/breach.js';
import { oncePerRun } from '../../blame/once-per-run.js';
import { unlessUnclear } from '../../blame/unless-unclear.js';
import { ABOUT_DURATIONS, TIMERS } from './facets.js';

/**
 * What it means that a future is still listed whose timer should have sent it: nothing has ended it, and so it is the
 * timer that is late or lost.
 *
 * @param requirement - what the check is about
 * @returns nothing where it is not listed, or the check is about how long timers take
 */
export async function breachOfTimer(
  t: FuturesContext,
  requirement: string,
  future: Future,
): Promise<Breach | undefined> {
  const { due, timeout, room } = future;
  if (due === undefined || timeout === undefined || ABOUT_DURATIONS.has(requirement)) return undefined;
  if (!(await t.isListed(future))) return undefined;
  const late =
    t.time === 'virtual' ? await t.eventIn(room, isEventOf(future), t.now() + Math.max(t.far, timeout)) : undefined;
  if (late !== undefined)
    return { requirement: 'TIME-3', wrong: whenDue(`it came ${Math.round(late.seenAt - due.latest)} ms late`, 'late') };
  if (isAbout(TIMERS, requirement)) return undefined;
  return { requirement: 'TIME-1', wrong: whenDue('it still waits, and its timer has run out', 'missing') };
}

/**
 * Where the event of a due future has not come: looks whether timers run out here at all, by one like it that nothing
 * disturbs.
 *
 * @param requirement - what the check is about
 * @param session - of the check
 * @returns nothing where they do, or nobody knows, or the check is about that
 */
export async function breachOfEveryTimer(
  t: FuturesContext,
  requirement: string,
  { by, stateKey }: Future,
  session: Session,
): Promise<Breach | undefined> {
  if (isAbout(TIMERS, requirement)) return undefined;
  const kind = stateKey === undefined ? 'message' : 'state';
  const plainOne = `plain ${kind} of ${by.userId}`;
  const comes = t.nothingComes ? false : await oncePerRun(session, plainOne, () => plainOneComes(t, by, kind));
  if (comes !== false) return undefined;
  return {
    requirement: 'TIME-1',
    wrong: whenDue('the event never came, and neither did that of a future that nothing disturbs', 'missing'),
  };
}

/** Whether a plain future's event comes; `undefined` where nobody knows, and what was to be judged is judged. */
function plainOneComes(t: FuturesContext, by: User, kind: 'message' | 'state'): Promise<boolean | undefined> {
  const wish = { timeout: t.beats(1), content: t.text('control') };
  return unlessUnclear(async () => {
    const room = await by.createRoom();
    const answer = await (kind === 'message' ? t.tryMessage(by, room, wish) : t.tryState(by, room, wish));
    if (!answer.ok) return undefined;
    const due = dueAfter(answer, wish.timeout).latest;
    return (await t.eventIn(room, isLabelledAs(wish.content), due)) !== undefined;
  });
}

function whenDue(seen: string, symptom: 'late' | 'missing'): Discrepancy {
  return { expected: 'the event when it was due', seen, symptom, sentence: seen };
}
