import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Check } from '../../kit/check.js';
import type { Session } from '../../kit/session.js';
import { Inconclusive, NotApplicable, Violation } from '../../kit/verdict.js';
import { inWaves } from './in-waves.js';
import { type BrokenRace, judgeRace } from './races-judge.js';
import { type RacePlan, racesOn, type RaceTheme } from './races-plan.js';
import { ALL_READINGS, readingsThatFit } from './races-readings.js';
import type { RaceReadings } from './races-rules.js';
import { tellHistory } from './races-story.js';
import { smallestExample } from './smallest-example.js';

/** Which races are run: the same ones every time. */
const SEED = 4140;

/**
 * How much is tried. In virtual time races cost nothing but work, and one moves the time at a time; in real time each takes
 * seconds, whether few are run or many.
 *
 * `rounds` and `breadth` say how often and among how many a smaller race is looked for that shows the same.
 */
const EFFORT = {
  virtual: { runs: 20, sideBySide: 1, rounds: 40, breadth: 60 },
  real: { runs: 12, sideBySide: 6, rounds: 2, breadth: 6 },
} as const;

const AT_ONCE: RaceTheme = {
  first: ['far'],
  others: ['far', 'action'],
  calls: ['send', 'send', 'cancel', 'refresh', 'join', 'join-action'],
  spread: 2,
  isState: [false],
};

const AT_THE_DEADLINE: RaceTheme = {
  first: ['near'],
  others: ['action', 'far', 'near'],
  calls: ['send', 'refresh', 'cancel', 'join', 'join-action'],
  spread: 4,
  isState: [false],
};

const AGAINST_NEW_STATE: RaceTheme = {
  first: ['near', 'far'],
  others: ['action', 'near', 'far'],
  calls: ['set-state', 'set-state', 'send', 'refresh', 'cancel'],
  spread: 4,
  isState: [true],
};

/** Races within groups: GROUP-1, TOKEN-12. */
export const groupRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'groups.races-of-calls',
    title: 'whatever calls of one group are under way together, some order of them explains all that comes of it',
    requirements: ['GROUP-1', 'TOKEN-12'],
    theme: AT_ONCE,
    wait: 0,
  }),
  raceCheck({
    id: 'groups.races-at-the-deadline',
    title: 'whatever calls are under way when timers run out, some order of calls and timers explains all that comes',
    requirements: ['GROUP-1', 'TOKEN-12'],
    theme: AT_THE_DEADLINE,
    wait: 4,
  }),
];

/** Races of futures against new state events: STATE-6. */
export const stateRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'state.races-with-new-state',
    title: 'a new state event that races with calls and timers is either later than a future of its key, or the last',
    requirements: ['STATE-6', 'STATE-2', 'GROUP-1'],
    theme: AGAINST_NEW_STATE,
    wait: 4,
  }),
];

/** What a race check is made of. */
interface RaceCheck {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly FuturesRequirementId[];
  readonly theme: RaceTheme;
  /** The longest wait in a row, in beats. */
  readonly wait: number;
}

/**
 * A check that runs races on a theme and judges whether each can be explained. Where one shows that something else is
 * broken than the check is about, that counts only if the same calls keep to it when they are made one by one.
 */
function raceCheck({ id, title, requirements, theme, wait }: RaceCheck): Check {
  const isOwn = ({ breach }: BrokenRace): boolean => requirements.includes(breach.requirement);
  return {
    id,
    title,
    requirements,
    needs: { pending: 24, wait },
    async run(session) {
      const effort = EFFORT[session.stage.time.kind];
      const readings = await readingsOf(session, isOwn);
      const reasons: string[] = [];
      let judged = 0;
      const attempt = async (plan: RacePlan): Promise<BrokenRace | undefined> => {
        const judgement = await judgeRace(plan, session, 'together', readings);
        if ('untold' in judgement) reasons.push(judgement.untold);
        else judged += 1;
        return brokenIn(judgement);
      };
      const example = await smallestExample({
        ...effort,
        arbitrary: racesOn(theme),
        seed: SEED,
        tryAll: (plans) => inWaves(plans, effort.sideBySide, attempt),
      });
      if (example !== undefined) {
        const slowly = isOwn(example.wrong)
          ? undefined
          : brokenIn(await judgeRace(example.value, session, 'one-by-one', readings));
        if (slowly !== undefined) throw outOfOrder(slowly);
        throw violation(example.wrong, `seed ${SEED}, path ${example.path}`);
      }
      const [reason] = reasons;
      if (judged === 0) throw new Inconclusive(`none of ${effort.runs} races could be judged: ${reason}`);
      const rest = reason === undefined ? '' : `, ${reasons.length} could not be judged: ${reason}`;
      session.note(`${judged} races were explained${rest}`);
      for (const requirement of requirements) session.judged.add(requirement);
    },
  };
}

/** Stories that tell the readings on which the outcomes of races hang. */
const TELLING: readonly RacePlan[] = [
  story('far far action', { do: 'cancel', of: 0 }),
  story('far action', { do: 'cancel', of: 1 }),
  story('far-state far action', { do: 'set-state', of: 0 }),
  story('far-state action', { do: 'set-state', of: 0 }),
];

/** The readings that the server may follow, as far as they show when nothing races. */
async function readingsOf(session: Session, isOwn: (broken: BrokenRace) => boolean): Promise<readonly RaceReadings[]> {
  const told = await inWaves(TELLING, EFFORT[session.stage.time.kind].sideBySide, async (plan) => {
    const judgement = await judgeRace(plan, session, 'one-by-one', ALL_READINGS);
    const broken = brokenIn(judgement);
    if (broken !== undefined) throw isOwn(broken) ? violation(broken, 'one call after the other') : outOfOrder(broken);
    return undefined;
  });
  return told;
}
