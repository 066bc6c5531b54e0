import * as fc from 'fast-check';

import type { Stage } from '../../kit/stage.js';
import type { Counterexample } from './counterexample.js';
import { Exercised } from './exercised.js';
import type { Plan } from './plan.js';
import { exactRhythm } from './rhythm.js';
import { SequenceArbitrary } from './sequence-arbitrary.js';
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

/**
 * Tells sequences in virtual time, each on a stage of its own, until one shows a difference; that one is made as short as
 * it can be. The same seed leads to the same sequences.
 *
 * @throws Inconclusive when something around the server fails
 */
export async function exploreVirtually(
  { themes, seed, runs, timeBudget, replay }: Search,
  circumstances: Circumstances,
): Promise<Findings> {
  const exercised = new Exercised();
  const arbitrary = new SequenceArbitrary(themes, EXACT_DURATIONS, LENGTHS);
  const trouble: unknown[] = [];
  let failing: ToldSequence | undefined;
  const property = fc.asyncProperty(arbitrary, async (plan) => {
    if (trouble.length > 0) return true;
    try {
      const told = await tellOnItsOwn(plan, circumstances);
      if (failing === undefined) exercised.add(told.deeds, told.stopped);
      if (told.divergence === undefined) return true;
      if (told.divergence.requirement.startsWith('Q-')) {
        exercised.contradictions.push(told.divergence);
        return true;
      }
      failing = told;
      return false;
    } catch (error) {
      // Trouble of ours or of the network makes no counterexample; nothing is told after it.
      trouble.push(error);
      return true;
    }
  });
  const details = await fc.check(property, {
    seed,
    ...(replay === undefined ? { numRuns: runs } : { path: replay, numRuns: 1, endOnFailure: true }),
    ...(timeBudget === undefined ? {} : { interruptAfterTimeLimit: timeBudget }),
  });
  if (trouble.length > 0) throw trouble[0];
  if (failing?.divergence === undefined) return { exercised };
  const { divergence } = failing;
  const path = replay ?? details.counterexamplePath ?? '';
  return { exercised, counterexample: { seed, path, told: { ...failing, divergence } } };
}

async function tellOnItsOwn(plan: Plan, circumstances: Circumstances): Promise<ToldSequence> {
  const stage = await circumstances.target.open(circumstances.check.needs);
  try {
    return await tellSequence(plan, stage, circumstances, ({ time }: Stage) => exactRhythm(time));
  } finally {
    await stage.close();
  }
}
