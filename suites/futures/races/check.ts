import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Check } from '../../kit/checks/check.js';
import { inTheBackground } from '../../kit/checks/in-the-background.js';
import type { Session } from '../../kit/checks/session.js';
import { Inconclusive, type Replay, Spoilt, Violation } from '../../kit/checks/verdict.js';
import { inWaves } from '../../chance/in-waves.js';
import type { History } from './history.js';
import { type BrokenRace, type Judgement, judgeRace } from './judge.js';
import { racesOn, type RaceTheme } from './plan.js';
import { ALL_READINGS, readingsThatFit, TELLING } from './readings.js';
import type { RaceReadings } from './rules.js';
import { tellHistory } from './story.js';
import { smallestExample } from '../../chance/smallest-example.js';

/**
 * How much is tried. In virtual time races cost nothing but work, and only one of them may move the time; in real time
 * each takes seconds, whether few are run or many. `rounds` and `breadth` say how often, and among how many, a smaller
 * race is looked for that shows the same.
 */
const EFFORT = {
  virtual: { runs: 20, sideBySide: 1, rounds: 40, breadth: 60 },
  real: { runs: 8, sideBySide: 8, rounds: 2, breadth: 6 },
} as const;

/** What a check of races is made of. */
export interface RaceCheck {
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
export function raceCheck({ id, title, requirements, theme, wait }: RaceCheck): Check {
  const isOwn = ({ breach }: BrokenRace): boolean => requirements.includes(breach.requirement);

  async function run(session: Session): Promise<void> {
    const effort = EFFORT[session.stage.time.kind];
    const readings = inTheBackground(readingsOf(session, isOwn));
    // In virtual time only one race may move the time; in real time these stories go on beside the first races.
    if (effort.sideBySide === 1) await readings;
    const untold: string[] = [];
    let explained = 0;
    const example = await smallestExample({
      ...effort,
      arbitrary: racesOn(theme),
      exploration: session.exploration,
      tryAll: (plans) =>
        inWaves(plans, effort.sideBySide, async (plan) => {
          const judgement = await judgeRace(plan, session, 'together', readings);
          if ('untold' in judgement) untold.push(judgement.untold);
          else if (judgement.breach === undefined) explained += 1;
          return brokenIn(judgement);
        }),
    });
    if (example !== undefined) {
      const replay = { seed: example.seed, path: example.path };
      // The same futures left alone, and the same calls made one by one: it is no race that breaks what they break.
      for (const plan of [{ ...example.value, calls: [] }, example.value]) {
        const slowly = brokenIn(await judgeRace(plan, session, 'one-by-one', readings));
        if (slowly === undefined) continue;
        throw isOwn(slowly) ? violation(slowly, { oneByOne: true, replay }) : outOfOrder(slowly);
      }
      throw violation(example.wrong, { replay });
    }
    await readings;
    if (explained === 0) throw new Inconclusive(`no race could be judged: ${untold[0]}`);
    const rest = untold.length === 0 ? '' : `; ${untold.length} could not be judged: ${untold[0]}`;
    session.note(`${explained} races were explained${rest}`);
    for (const requirement of requirements) session.judged.add(requirement);
  }

  return { id, title, requirements, needs: { byChance: true, pending: 24, wait }, run };
}

/** The readings that the server may follow, as far as they show when nothing races. */
async function readingsOf(session: Session, isOwn: (broken: BrokenRace) => boolean): Promise<readonly RaceReadings[]> {
  const histories: History[] = [];
  await inWaves(TELLING, EFFORT[session.stage.time.kind].sideBySide, async (plan) => {
    const judgement = await judgeRace(plan, session, 'one-by-one', Promise.resolve(ALL_READINGS));
    const broken = brokenIn(judgement);
    if (broken !== undefined) throw isOwn(broken) ? violation(broken, { oneByOne: true }) : outOfOrder(broken);
    if ('history' in judgement) histories.push(judgement.history);
    return undefined;
  });
  const fitting = readingsThatFit(histories);
  // A server may follow a reading in one situation and not in another; then no reading is held against it.
  return fitting.length === 0 ? ALL_READINGS : fitting;
}

function brokenIn(judgement: Judgement): BrokenRace | undefined {
  if ('untold' in judgement || judgement.breach === undefined) return undefined;
  const { history, breach } = judgement;
  return { history, breach };
}

/** What happened is known to the moment, so it is certain however slow everything was. */
function violation(
  { breach, history }: BrokenRace,
  { oneByOne = false, replay }: { readonly oneByOne?: boolean; readonly replay?: Replay },
): Violation {
  const manner = oneByOne ? ', though the calls were made one by one' : '';
  return new Violation(breach.requirement, `${breach.text}; no order of the calls explains what came${manner}`, {
    firm: true,
    story: tellHistory(history),
    ...(replay === undefined ? {} : { replay }),
  });
}

/** Other checks are about that; but a run in which it was seen must not look as if all were well. */
function outOfOrder({ breach }: BrokenRace): Inconclusive {
  const { requirement, text } = breach;
  return new Spoilt(requirement, `there is no judging races where calls made one by one break ${requirement}: ${text}`);
}
