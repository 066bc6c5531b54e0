import type { Session } from '../kit/checks/session.js';
import type { Target } from '../kit/targets/stage.js';

/** What came of a try, and how slow it was at the worst, in milliseconds. */
interface Trial {
  readonly result: unknown;
  readonly slowestStep: number;
}

const trials = new WeakMap<Target, Map<unknown, Promise<Trial>>>();

/**
 * Tries something on a server in real time once for all checks of a run that ask for it, so that a crude mistake of the server
 * does not have each of them look for the same. What took too long to be clear is tried again by whoever asks next; and where
 * time costs nothing, and every check has a server of its own, each tries for itself.
 *
 * @param session - of the check that asks
 * @param thing - what is tried: the same for all who ask for the same
 */
export async function oncePerRun<T>(session: Session, thing: unknown, attempt: () => Promise<T>): Promise<T> {
  const { target } = session;
  if (target.kind !== 'url') return attempt();
  const known = trials.get(target) ?? new Map<unknown, Promise<Trial>>();
  trials.set(target, known);
  const earlier = known.get(thing);
  const trial = earlier ?? inSession(session, attempt);
  known.set(thing, trial);
  const { result, slowestStep } = await trial;
  if (slowestStep > (target.settings.beat * session.spacing) / 2) known.delete(thing);
  if (earlier !== undefined) session.note('one of them was tried before in this run, for another check');
  session.slowestStep = Math.max(session.slowestStep, slowestStep);
  // Whoever asks for the same thing tries it in the same way.
  return result as T;
}

async function inSession<T>(session: Session, attempt: () => Promise<T>): Promise<Trial> {
  const before = session.slowestStep;
  session.slowestStep = 0;
  const result = await attempt();
  const { slowestStep } = session;
  session.slowestStep = before;
  return { result, slowestStep };
}
