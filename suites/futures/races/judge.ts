import type { Session } from '../../kit/checks/session.js';
import { TransportFailure } from '../../kit/connection/transport.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import { type Explanation, explain } from './explanation.js';
import type { History } from './history.js';
import type { RacePlan } from './plan.js';
import type { Breach, RaceReadings } from './rules.js';
import { type Manner, runRace } from './run.js';

/** What is to be said of a race that was run. */
export type Judgement =
  /** The requirements explain it, or else the server has broken one, whatever the order in which things happened. */
  { readonly history: History; readonly breach?: Breach } | { readonly untold: string };

/** A race whose history no order explains. */
export interface BrokenRace {
  readonly history: History;
  readonly breach: Breach;
}

/**
 * Runs a race and looks for an explanation of what came.
 *
 * @param readings - the readings that the server may follow: one that explains the history is enough
 */
export async function judgeRace(
  plan: RacePlan,
  session: Session,
  manner: Manner,
  readings: Promise<readonly RaceReadings[]>,
): Promise<Judgement> {
  try {
    const race = await runRace(plan, session, manner);
    const judgement = judgeHistory(race.history, await readings);
    // What seems to be missing may only be late, for which there has been less patience so far than it deserves.
    const isFinal = !('breach' in judgement) || judgement.breach?.cameInVain === true;
    return isFinal ? judgement : judgeHistory(await race.again(), await readings);
  } catch (error) {
    if (error instanceof Inconclusive || error instanceof TransportFailure) return { untold: error.message };
    throw error;
  }
}

function judgeHistory(history: History, readings: readonly RaceReadings[]): Judgement {
  let best: Extract<Explanation, { is: 'unexplained' }> | undefined;
  for (const each of readings) {
    const explanation = explain(history, each);
    if (explanation.is === 'explained') return { history };
    if (explanation.is === 'undecided') return { untold: 'there are too many orders in which it may have happened' };
    if (best === undefined || explanation.breaches.length < best.breaches.length) best = explanation;
  }
  return best === undefined ? { history } : { history, breach: best.breaches[0] };
}
