import { sentenceOf } from '../kit/checks/discrepancy.js';
import type { Session } from '../kit/checks/session.js';
import { Violation } from '../kit/checks/verdict.js';
import type { Blame } from './blame.js';
import { exactly } from './more-exactly.js';
import type { Breach } from './breach.js';

/**
 * A violation, or else the one that tells what a server has to mend first: more exactly what is wrong, or the plainer
 * thing that it follows from. Somebody who wants to mend the server has to start with that, and everything else looks
 * different afterwards.
 *
 * @param t - the words in which the check was told
 */
export async function explained<C extends { readonly time: 'virtual' | 'real'; beats(count: number): number }>(
  violation: Violation,
  t: C,
  session: Session,
  blame: Blame<C>,
): Promise<Violation> {
  if (violation.details.plain === true) return violation;
  const exact = await exactly(violation, t, session, blame);
  const forgetScene = session.keepScene(exact.wrong);
  const breach = await beneath(exact.requirement, t, session, blame);
  if (breach === undefined) return exact;
  forgetScene();
  const { wrong, requirement } = breach;
  const since = `that was looked into since ${exact.message}`;
  const shown =
    typeof wrong === 'string' ? `${wrong}; ${since}` : { ...wrong, sentence: `${sentenceOf(wrong)}; ${since}` };
  return new Violation(requirement, shown, { firm: exact.firm });
}

async function beneath<C extends { readonly time: 'virtual' | 'real'; beats(count: number): number }>(
  requirement: string,
  t: C,
  session: Session,
  blame: Blame<C>,
): Promise<Breach | undefined> {
  if (blame.beneath === undefined) return undefined;
  const { slowestStep, refusedUnexpectedly, lostAnswer } = session;
  const [warnings, judged, limited] = [session.warnings.length, new Set(session.judged), [...session.limited]];
  session.limited.clear();
  const before = session.markEvidence();
  session.note('ordinary things are tried for themselves, to see whether one of them is to blame');
  session.slowestStep = 0;
  try {
    const breach = await blame.beneath(requirement, t, session);
    const isClear = breach !== undefined && (t.time === 'virtual' || session.slowestStep <= t.beats(0.5));
    // What went as it should tells nothing of what went wrong.
    if (!isClear) session.dropEvidence(before);
    return isClear ? breach : undefined;
  } finally {
    // What comes after a violation does not make it any more doubtful.
    Object.assign(session, { slowestStep, refusedUnexpectedly, lostAnswer });
    // Nor is it the check that has judged what was tried since.
    session.warnings.splice(warnings);
    for (const path of limited) session.limited.add(path);
    for (const id of session.judged) if (!judged.has(id)) session.judged.delete(id);
  }
}
