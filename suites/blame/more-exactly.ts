import type { Session } from '../kit/checks/session.js';
import { Violation } from '../kit/checks/verdict.js';
import type { Blame } from './blame.js';

/**
 * Tells a story, and where it shows a violation, what that tells more exactly by what it is about.
 *
 * @param blame - what the revision knows of that; the violation stands as it is without
 */
export async function moreExactly<C, T>(
  story: () => Promise<T>,
  t: C,
  session: Session,
  blame: Pick<Blame<C>, 'exactly'> | undefined,
): Promise<T> {
  try {
    return await story();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    throw blame === undefined ? error : await exactly(error, t, session, blame);
  }
}

/** What a violation tells more exactly by what it is about, or else the violation itself, with what was to be seen then. */
export async function exactly<C>(
  violation: Violation,
  t: C,
  session: Session,
  blame: Pick<Blame<C>, 'exactly'>,
): Promise<Violation> {
  const forgetScene = session.keepScene(violation.wrong);
  const { slowestStep } = session;
  const exact = await blame.exactly(violation, t, session);
  if (exact === undefined || exact === violation) {
    // What comes after a violation does not make it any more doubtful.
    session.slowestStep = slowestStep;
    return violation;
  }
  forgetScene();
  return exact;
}
