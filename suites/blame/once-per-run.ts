import type { Session } from '../kit/checks/session.js';
import type { Target } from '../kit/targets/stage.js';

/** What came of a try, and how slow it was at the worst, in milliseconds. */
interface Trial {
  readonly result: unknown;
  readonly slowestStep: number;
}

/** By server, where a run has several: by what a check has set up otherwise on its own. */
const trials = new WeakMap<Target, Map<string, Map<unknown, Promise<Trial>>>>();

/**
 * Of which servers of a run one is taken for the other: none, where every check has a server of its own, which may have been
 * changed by all that the check has done; or those that are set up alike, since what is ordinary works on them or does not.
 */
export type Servers = 'each by itself' | 'set up alike';

/**
 * Tries something on a server in real time once for all checks of a run that ask for it, so that a crude mistake of the server
 * does not have each of them look for the same. What failed, or took too long to be clear, is tried again by whoever asks next; and where
 * time costs nothing, and every check has a server of its own, each tries for itself unless said otherwise.
 *
 * @param session - of the check that asks
 * @param thing - what is tried: the same for all who ask for the same
 * @param servers - of which servers one is taken for the other
 */
export async function oncePerRun<T>(
  session: Session,
  thing: unknown,
  attempt: () => Promise<T>,
  servers: Servers = 'each by itself',
): Promise<T> {
  const { target } = session;
  if (target.kind !== 'url' && servers === 'each by itself') return attempt();
  const known = trialsOf(session);
  const earlier = known.get(thing);
  const trial = earlier ?? inSession(session, attempt);
  known.set(thing, trial);
  const { result, slowestStep } = await trial.catch((error: unknown) => {
    known.delete(thing);
    throw error;
  });
  if (slowestStep > (target.settings.beat * session.spacing) / 2) known.delete(thing);
  if (earlier !== undefined) session.note('one of them was tried before in this run, for another check');
  session.slowestStep = Math.max(session.slowestStep, slowestStep);
  // Whoever asks for the same thing tries it in the same way.
  return result as T;
}

/**
 * Whether it is worth trying something before its turn: in real time, where nobody tries it as yet or has tried it, so that
 * what several checks look into is tried side by side.
 *
 * @param thing - as in {@link oncePerRun}
 */
export function isWorthTryingEarly(session: Session, thing: unknown): boolean {
  return session.target.kind === 'url' && !trialsOf(session).has(thing);
}

function trialsOf({ target, check }: Session): Map<unknown, Promise<Trial>> {
  return trialsOn(target, target.kind === 'url' ? '' : JSON.stringify(check.needs.embedded ?? {}));
}

function trialsOn(target: Target, setUp: string): Map<unknown, Promise<Trial>> {
  const servers = trials.get(target) ?? new Map<string, Map<unknown, Promise<Trial>>>();
  trials.set(target, servers);
  const known = servers.get(setUp) ?? new Map<unknown, Promise<Trial>>();
  servers.set(setUp, known);
  return known;
}

async function inSession<T>(session: Session, attempt: () => Promise<T>): Promise<Trial> {
  const before = session.slowestStep;
  session.slowestStep = 0;
  const result = await attempt();
  const { slowestStep } = session;
  session.slowestStep = before;
  return { result, slowestStep };
}
