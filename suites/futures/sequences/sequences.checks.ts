import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Check } from '../../kit/checks/check.js';
import type { Session } from '../../kit/checks/session.js';
import { Inconclusive, Violation } from '../../kit/checks/verdict.js';
import { exploreInRealTime } from './explore-in-real-time.js';
import { exploreVirtually, type Findings } from './explore-virtually.js';
import { moralOf, storyOf } from './story.js';
import { observedReadings } from './observed-readings.js';
import type { Circumstances } from './tell-sequence.js';
import type { ThemeName } from './themes.js';

/** Where chance begins unless somebody says so: every run tells the same sequences. */
const SEED = 4140;

/** How many sequences each check tells unless somebody says so. */
const RUNS = { virtual: 40, real: 16 } as const;

/** Sequences about groups and what is done to their members (GROUP-1, GROUP-2, TOKEN-8). */
export const groupSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'groups.sequences-in-a-group',
    title: 'whatever is done to one group, in whatever order, all that comes of it is as the requirements say',
    requirements: ['GROUP-1', 'GROUP-2'],
    themes: ['one-group'],
  }),
  sequenceCheck({
    id: 'groups.sequences-of-neighbours',
    title: 'groups of two users in two rooms, with the same names, keep to themselves whatever is done to them',
    requirements: ['GROUP-1', 'GROUP-5'],
    themes: ['neighbours'],
  }),
];

/** Sequences about state futures and new state (STATE-1, STATE-2). */
export const stateSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'state.sequences',
    title: 'whatever becomes of state and of the futures for it, in whatever order, is as the requirements say',
    requirements: ['STATE-2'],
    themes: ['state'],
  }),
];

/** Sequences about comings and goings and changing power levels (POWER-3, POWER-4). */
export const permissionSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'permission.sequences',
    title: 'however members come and go and power levels change, what futures do is as the requirements say',
    requirements: ['POWER-5'],
    themes: ['permission'],
  }),
];

/** Sequences about requests that are made again (SCHED-9). */
export const schedulingSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'scheduling.sequences-of-repeats',
    title: 'however requests are made again, with the same transaction id or another, each future is stored once',
    requirements: ['SCHED-9'],
    themes: ['repetition'],
  }),
];

/** Sequences about everything at once. */
export const mixedSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'use-cases.sequences-of-everything',
    title: 'whatever two users do in two rooms, in whatever order, all that comes of it is as the requirements say',
    requirements: ['GROUP-1', 'TIME-1'],
    themes: ['everything'],
  }),
];

/** What a check of sequences is made of. */
interface SequenceCheck {
  readonly id: string;
  readonly title: string;
  /** What every run of it comes to judge; much else is judged besides. */
  readonly requirements: readonly FuturesRequirementId[];
  readonly themes: readonly ThemeName[];
}

function sequenceCheck({ id, title, requirements, themes }: SequenceCheck): Check {
  return {
    id,
    title,
    requirements,
    needs: { byChance: true, accounts: 3, pending: 40 },
    async run(session) {
      const { exercised, counterexample } = await explore(session, themes);
      if (counterexample !== undefined) {
        const { told, seed, path } = counterexample;
        const { requirement, expected, seen } = told.divergence;
        session.adoptEvidence(told.evidence());
        const what = `a sequence of ${told.deeds.length}`;
        throw new Violation(
          requirement,
          { what, expected, seen },
          { story: storyOf(told.deeds), replay: { seed, path } },
        );
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

async function explore(session: Session, themes: readonly ThemeName[]): Promise<Findings> {
  const { check, target, dialect, stage, tag, exploration } = session;
  const circumstances: Circumstances = {
    check,
    target,
    dialect,
    readings: await observedReadings(target, dialect),
    tag,
  };
  const { kind } = stage.time;
  const {
    seed = SEED,
    timeBudget,
    runs = timeBudget === undefined ? RUNS[kind] : Number.MAX_SAFE_INTEGER,
  } = exploration;
  const search = {
    themes,
    seed,
    runs,
    ...(timeBudget === undefined ? {} : { timeBudget }),
    ...(exploration.replay === undefined ? {} : { replay: exploration.replay }),
  };
  return kind === 'virtual'
    ? exploreVirtually(search, circumstances)
    : exploreInRealTime(search, stage, circumstances, tickFor(session));
}

/** A tick in milliseconds; where timeouts count seconds, half of it has to be one, too. */
function tickFor({ target, dialect, spacing }: Session): number {
  const seconds = typeof dialect === 'object' && dialect !== null && 'unit' in dialect && dialect.unit === 's';
  return target.settings.beat * spacing * (seconds ? 2 : 1);
}
