import type { Check } from '../kit/checks/check.js';
import { masked } from '../kit/checks/discrepancy.js';
import type { Needs } from '../kit/checks/needs.js';
import type { Session } from '../kit/checks/session.js';
import { Inconclusive, Violation } from '../kit/checks/verdict.js';
import { moralOf } from './divergence.js';
import { exploreInRealTime } from './explore-in-real-time.js';
import { exploreVirtually } from './explore-virtually.js';
import type { Findings, Search } from './exploration.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { Circumstances } from './run-sequence.js';
import { storyOf } from './story.js';
import type { Terms } from './terms.js';

/** Where chance begins unless somebody says so: every run tells the same sequences. */
const SEED = 4140;

/** How many sequences each check tells unless somebody says so. */
export interface SequenceRuns {
  readonly virtual: number;
  readonly real: number;
}

const RUNS: SequenceRuns = { virtual: 40, real: 16 };

/**
 * What a check of sequences is made of.
 *
 * @typeParam Id - the requirement ids of the revision
 */
export interface SequenceCheck<T extends Terms, Id extends string> {
  readonly id: string;
  readonly title: string;
  /** What every run of it comes to judge; much else is judged besides. */
  readonly requirements: readonly Id[];
  readonly themes: readonly string[];
  /** How many sequences it tells, where it is not as many as usual. */
  readonly runs?: SequenceRuns;
  readonly needs?: Pick<Needs, 'ownAccount' | 'embedded'>;
  /** Ends the check where there is nothing to verify. */
  readonly presuppose?: (session: Session) => void;
  /** What is known of the server of this check beyond what is known of all. */
  readonly known?: (session: Session) => Partial<T['known']>;
}

/** A check that tells made-up sequences to a server and to the model of a revision. */
export function sequenceCheckIn<T extends Terms, Id extends string>(
  revision: ModelledRevision<T>,
  { id, title, requirements, themes, runs = RUNS, needs = {}, presuppose, known = () => ({}) }: SequenceCheck<T, Id>,
): Check {
  return {
    id,
    title,
    requirements,
    needs: { ...needs, byChance: true, accounts: 3, pending: 40 },
    async run(session) {
      presuppose?.(session);
      const { exercised, counterexample } = await explore(revision, session, { themes, runs, more: known(session) });
      if (counterexample !== undefined) {
        const doubt = await revision.doubt?.(session);
        if (doubt !== undefined) throw new Inconclusive(doubt);
        const { told, seed, path } = counterexample;
        const { requirement, expected, seen } = told.divergence;
        session.adopt({ evidence: told.evidence(), course: told.course(), scene: told.scene() });
        const what = `a sequence of ${told.steps.length}`;
        const mask = (text: string): string => told.mask(text);
        const story = storyOf(revision, told.steps).map(mask);
        // What the check itself has seen does not tell what is a secret in this sequence.
        throw new Violation(requirement, masked({ what, expected, seen }, mask), { story, replay: { seed, path } });
      }
      const [contradiction] = exercised.contradictions;
      if (contradiction !== undefined) {
        throw new Inconclusive(`another reading of an open question than was observed: ${moralOf(contradiction)}`);
      }
      const missed = requirements.filter((requirement) => !exercised.requirements.has(requirement));
      if (missed.length > 0) throw new Inconclusive(`no sequence came to ${missed.join(', ')} in the time there was`);
      for (const requirement of exercised.requirements) session.judged.add(requirement);
      session.note(`${exercised.sequences} sequences, ${exercised.commands} commands`);
    },
  };
}

/** What is wanted of an exploration, where nobody says otherwise. */
interface Wanted<T extends Terms> {
  readonly themes: readonly string[];
  readonly runs: SequenceRuns;
  readonly more: Partial<T['known']>;
}

async function explore<T extends Terms>(
  revision: ModelledRevision<T>,
  session: Session,
  { themes, runs: usual, more }: Wanted<T>,
): Promise<Findings<T>> {
  const { check, target, dialect, stage, tag, exploration, spacing } = session;
  const known = { ...(await revision.knownOf(target, dialect)), ...more };
  const circumstances: Circumstances<T> = { revision, check, target, dialect, known, tag };
  const { kind } = stage.time;
  const {
    seed = SEED,
    timeBudget,
    runs = timeBudget === undefined ? usual[kind] : Number.MAX_SAFE_INTEGER,
  } = exploration;
  const search: Search = {
    themes,
    seed,
    runs,
    ...(timeBudget === undefined ? {} : { timeBudget }),
    ...(exploration.replay === undefined ? {} : { replay: exploration.replay }),
  };
  return kind === 'virtual'
    ? exploreVirtually(search, circumstances)
    : exploreInRealTime(search, stage, circumstances, target.settings.beat * spacing * revision.tickFactor(dialect));
}
