import * as fc from 'fast-check';

import type { Stage } from '../../kit/targets/stage.js';
import type { KnownReadings } from '../model/view.js';
import type { Counterexample } from './counterexample.js';
import type { Divergence } from './divergence.js';
import { Exercised } from './exercised.js';
import { whatWouldBeDone } from './foretell.js';
import type { Plan } from './plan.js';
import { exactRhythm } from './rhythm.js';
import { SequenceArbitrary } from './sequence-arbitrary.js';
import { tellInEveryReading } from './tell-in-every-reading.js';
import { type Circumstances, tellSequence, type ToldSequence } from './tell-sequence.js';
import { EXACT_DURATIONS, type ThemeName } from './themes.js';

/** How many commands a sequence has where time costs nothing; a good part of them will turn out to be impossible. */
const LENGTHS = [10, 50] as const;

/** What to look for, and for how long. */
export interface Search {
  readonly themes: readonly ThemeName[];
  readonly seed: number;
  /** How many sequences at the most. */
  readonly runs: number;
  /** How long at the most, in milliseconds. */
  readonly timeBudget?: number;
  /** The path of the one sequence to tell, below the seed. */
  readonly replay?: string;
}

/** What was found. */
export interface Findings {
  readonly exercised: Exercised;
  readonly counterexample?: Counterexample;
}

/** A sequence that shows a difference, and the path that leads to it. */
interface Failing {
  readonly plan: Plan;
  readonly path: string;
}

/**
 * Tells sequences in virtual time, each on a stage of its own, until one shows a difference; that one is made as short as
 * it can be. The same seed leads to the same sequences.
 *
 * @throws Inconclusive when something around the server fails
 */
export async function exploreVirtually(search: Search, circumstances: Circumstances): Promise<Findings> {
  const { readings } = circumstances;
  const exercised = new Exercised();
  const tell: Tell = (plan, read = readings) => tellOnItsOwn(plan, { ...circumstances, readings: read });
  const tellThoroughly: Tell = (plan) => tellInEveryReading(plan, readings, tell);
  const present = async (failing: Failing | undefined): Promise<Counterexample | undefined> => {
    const told = failing && (await tellThoroughly(failing.plan));
    if (failing === undefined || told?.divergence === undefined || isReading(told.divergence)) return undefined;
    return { seed: search.seed, path: failing.path, told: { ...told, divergence: told.divergence } };
  };

  // Smaller sequences are told in the observed readings alone, which is quicker, unless that leads astray.
  const failing = await failingSequence(search, tellThoroughly, onlyOnce(tell, readings), exercised);
  if (failing === undefined) return { exercised };
  const counterexample =
    (await present(failing)) ??
    (await present(
      await failingSequence(search, tellThoroughly, tellThoroughly, undefined, failing.path.split(':')[0]),
    ));
  return { exercised, ...(counterexample === undefined ? {} : { counterexample }) };
}

type Tell = (plan: Plan, readings?: KnownReadings) => Promise<ToldSequence>;

/** Tells what comes to the same only once: the model knows which commands would not be carried out anyway. */
function onlyOnce(tell: Tell, readings: KnownReadings): Tell {
  const told = new Map<string, Promise<ToldSequence>>();
  return (plan) => {
    const story = JSON.stringify(whatWouldBeDone(plan, readings));
    const again = told.get(story) ?? tell(plan);
    told.set(story, again);
    return again;
  };
}

/**
 * Looks for a sequence that shows a difference, and for smaller ones that do.
 *
 * @param exercised - what to take note in of all that is told before
 * @param from - the path of the sequence to begin with
 */
async function failingSequence(
  { themes, seed, runs, timeBudget, replay }: Search,
  tellFirst: Tell,
  tellSmaller: Tell,
  exercised: Exercised | undefined,
  from?: string,
): Promise<Failing | undefined> {
  const arbitrary = new SequenceArbitrary(themes, EXACT_DURATIONS, LENGTHS);
  const trouble: unknown[] = [];
  let failing: Plan | undefined;
  const property = fc.asyncProperty(arbitrary, async (plan) => {
    if (trouble.length > 0) return true;
    try {
      const told = await (failing === undefined ? tellFirst(plan) : tellSmaller(plan));
      if (failing === undefined) exercised?.add(told.deeds, told.stopped);
      if (told.divergence === undefined) return true;
      if (isReading(told.divergence)) {
        exercised?.contradictions.push(told.divergence);
        return true;
      }
      failing = plan;
      return false;
    } catch (error) {
      // Trouble of ours or of the network makes no counterexample; nothing is told after it.
      trouble.push(error);
      return true;
    }
  });
  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(from === undefined ? {} : { path: from }),
    ...(replay === undefined ? {} : { path: replay, numRuns: 1, endOnFailure: true }),
    ...(timeBudget === undefined ? {} : { interruptAfterTimeLimit: timeBudget }),
  });
  if (trouble.length > 0) throw trouble[0];
  return failing && { plan: failing, path: details.counterexamplePath ?? replay ?? '' };
}

/** Whether a difference only says that another reading is followed than was observed. */
function isReading({ requirement }: Divergence): boolean {
  return requirement.startsWith('Q-');
}

async function tellOnItsOwn(plan: Plan, circumstances: Circumstances): Promise<ToldSequence> {
  const stage = await circumstances.target.open(circumstances.check.needs);
  try {
    return await tellSequence(plan, stage, circumstances, ({ time }: Stage) => exactRhythm(time));
  } finally {
    await stage.close();
  }
}
