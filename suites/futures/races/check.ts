import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import { inWaves } from '../../chance/in-waves.js';
import type { Check } from '../../kit/checks/check.js';
import { raceCheckIn, type Racing } from '../../races/race-check.js';
import type { History } from './history.js';
import { type RacePlan, racesOn, type RaceTheme } from './plan.js';
import { ALL_READINGS, explainByAny, readingsThatFit, TELLING } from './readings.js';
import type { RaceReadings } from './rules.js';
import { runRace } from './run.js';
import { tellHistory } from './story.js';

/** What a check of races is made of. */
export interface RaceCheck {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly FuturesRequirementId[];
  readonly theme: RaceTheme;
  /** The longest wait in a row, in beats. */
  readonly wait: number;
}

/** What the `futures` revision brings for its races. */
const racing: Racing<RacePlan, History, readonly RaceReadings[]> = {
  run: runRace,
  explain: explainByAny,
  withoutCalls: (plan) => ({ ...plan, calls: [] }),
  tell: tellHistory,
  /** The readings that the server may follow. */
  async learn(_session, judge, sideBySide) {
    const histories: History[] = [];
    await inWaves(TELLING, sideBySide, async (plan) => {
      const history = await judge(plan, ALL_READINGS);
      if (history !== undefined) histories.push(history);
      return undefined;
    });
    const fitting = readingsThatFit(histories);
    // A server may follow a reading in one situation and not in another; then no reading is held against it.
    return fitting.length === 0 ? ALL_READINGS : fitting;
  },
};

/** A check of races of the `futures` revision. */
export function raceCheck({ theme, wait, ...check }: RaceCheck): Check {
  return raceCheckIn(racing, { ...check, races: racesOn(theme), needs: { pending: 24, wait } });
}
