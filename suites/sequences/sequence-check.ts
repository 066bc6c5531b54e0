import type { Runs } from '../chance/effort.js';
import type { Check } from '../kit/checks/check.js';
import { masked } from '../kit/checks/discrepancy.js';
import type { Needs } from '../kit/checks/needs.js';
import type { Session } from '../kit/checks/session.js';
import { Inconclusive, NotApplicable, TooCoarse, Violation } from '../kit/checks/verdict.js';
import { moralOf } from './divergence.js';
import { explore } from './explore.js';
import type { Findings } from './exploration.js';
import type { ModelledRevision } from './modelled-revision.js';
import { exactPace, type Pace, tickingPace } from './pace.js';
import { type Circumstances, SEQUENCE_NEEDS } from './run-sequence.js';
import { storyOf } from './story.js';
import type { Terms } from './terms.js';

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
  readonly runs?: Runs;
  readonly needs?: Pick<Needs, 'ownAccount' | 'embedded'>;
  /** Ends the check where there is nothing to verify. */
  readonly presuppose?: (session: Session) => void;
  /** What is known of the server of this check beyond what is known of all. */
  readonly known?: (session: Session) => Partial<T['known']>;
}

/** A check that tells made-up sequences to a server and to the model of a revision. */
export function sequenceCheckIn<T extends Terms, Id extends string>(
  revision: ModelledRevision<T>,
  { id, title, requirements, themes, runs, needs = {}, presuppose, known = () => ({}) }: SequenceCheck<T, Id>,
): Check {
  return {
    id,
    title,
    requirements,
    needs: { ...needs, ...SEQUENCE_NEEDS, byChance: true },
    async run(session) {
      presuppose?.(session);
      const { exercised, counterexample } = await exploreFor(revision, session, {
        themes,
        wanted: requirements,
        more: known(session),
        ...(runs === undefined ? {} : { runs }),
      });
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
      if (missed.length > 0) throw tooFew(session, missed);
      for (const requirement of exercised.requirements) session.judged.add(requirement);
      session.note(`${exercised.sequences} sequences, ${exercised.commands} commands`);
    },
  };
}

/**
 * What is to be said where no sequence came to what all of them come to together. Where time passes by itself, that is no doubt of the
 * server: the server or this machine is too slow for sequences, and other checks are about the same.
 */
function tooFew({ stage, spacing }: Session, missed: readonly string[]): Error {
  const what = `no sequence came to ${missed.join(', ')}`;
  if (stage.time.kind === 'virtual') return new Inconclusive(what);
  return spacing === 1
    ? new TooCoarse(what)
    : new NotApplicable(`${what}: answers take too long for made-up sequences`);
}

/** What is wanted of an exploration, where nobody says otherwise. */
interface Wanted<T extends Terms> {
  readonly themes: readonly string[];
  readonly wanted: readonly string[];
  readonly runs?: Runs;
  readonly more: Partial<T['known']>;
}

async function exploreFor<T extends Terms>(
  revision: ModelledRevision<T>,
  session: Session,
  { themes, wanted, runs, more }: Wanted<T>,
): Promise<Findings<T>> {
  const { check, target, dialect, stage, tag, exploration, spacing } = session;
  const known = { ...(await revision.knownOf(target, dialect)), ...more };
  const circumstances: Circumstances<T> = { revision, check, target, dialect, known, tag };
  const { kind } = stage.time;
  const pace: Pace<T> =
    kind === 'virtual'
      ? exactPace(revision)
      : tickingPace(revision, stage, target.settings.beat * spacing * revision.tickFactor(dialect));
  const effort = { ...pace.effort, ...(runs === undefined ? {} : { runs: runs[kind] }) };
  return explore({ themes, wanted, ...exploration }, circumstances, { ...pace, effort });
}
