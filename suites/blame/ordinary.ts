import type { Session } from '../kit/checks/session.js';
import type { Breach } from './breach.js';
import { type Servers, isWorthTryingEarly, oncePerRun } from './once-per-run.js';
import { unlessUnclear } from './unless-unclear.js';

/** A breach of something ordinary. */
export interface OrdinaryBreach extends Breach {
  /** Requirements that are broken by it as directly: a check that names one of them has found the right one. */
  readonly alike?: readonly string[];
}

/**
 * The plainest story of its kind, which every server has to get right before anything less ordinary can be judged.
 *
 * @typeParam C - the words of the revision
 * @typeParam D - what a check can have done
 */
export interface Ordinary<C, D> {
  /** The check has to have done one of these, or else it cannot have suffered from it. */
  readonly after: readonly D[];
  /** What a check tells more exactly than this story, whatever this shows. */
  readonly unless?: readonly string[];
  tell(t: C, session: Session): Promise<OrdinaryBreach | undefined>;
}

/**
 * After a check has found a requirement broken: tries for themselves, in rooms of their own, the ordinary things that the
 * check has done on its way. Where one of them goes wrong by itself, what the check has found follows from that.
 *
 * @param stories - of the revision, the most basic first
 * @param requirement - what the check has found to be broken
 * @param done - what the check has done
 * @param session - of the check
 * @param servers - of which servers one is taken for the other
 * @returns what is broken more plainly; nothing where all that is ordinary works, or the check has named it already
 */
export async function ordinaryBreach<C, D>(
  t: C,
  stories: readonly Ordinary<C, D>[],
  requirement: string,
  done: ReadonlySet<D>,
  session: Session,
  servers?: Servers,
): Promise<Breach | undefined> {
  const suffered = stories.filter(
    ({ after, unless }) => after.some((each) => done.has(each)) && unless?.includes(requirement) !== true,
  );
  const tell = (story: Ordinary<C, D>): Promise<OrdinaryBreach | undefined> =>
    unlessUnclear(() => oncePerRun(session, story, () => story.tell(t, session), servers));
  // While others try what comes first, what nobody tries is tried: one after the other they would take half a minute.
  const early = new Map<Ordinary<C, D>, OrdinaryBreach | undefined>();
  for (const story of suffered) {
    if (!isWorthTryingEarly(session, story)) continue;
    const breach = await tell(story);
    early.set(story, breach);
    if (breach !== undefined) break;
  }
  for (const story of suffered) {
    const breach = early.has(story) ? early.get(story) : await tell(story);
    if (breach === undefined) continue;
    const isNamed = breach.requirement === requirement || breach.alike?.includes(requirement) === true;
    return isNamed ? undefined : breach;
  }
  return undefined;
}
