import * as fc from 'fast-check';

import type { Stage } from '../kit/targets/stage.js';
import type { Counterexample } from './counterexample.js';
import { Exercised } from './exercised.js';
import type { Findings, Search } from './exploration.js';
import { whatWouldBeDone } from './foretell.js';
import { tellInEveryReading } from './in-every-reading.js';
import type { Plan } from './plan.js';
import { exactRhythm } from './rhythm.js';
import { type Circumstances, runSequence, type ToldSequence } from './run-sequence.js';
import { SequenceArbitrary } from './sequence-arbitrary.js';
import type { Terms } from './terms.js';

/** How many commands a sequence has where time costs nothing; a good part of them will turn out to be impossible. */
const LENGTHS = [10, 50] as const;

/** A sequence that shows a difference, and the path that leads to it. */
interface Failing<T extends Terms> {
  readonly plan: Plan<T>;
  readonly path: string;
}

/**
 * Tells sequences in virtual time, each on a stage of its own, until one shows a difference; that one is made as short as
 * it can be. The same seed leads to the same sequences.
 *
 * @throws Inconclusive when something around the server fails
 */
export async function exploreVirtually<T extends Terms>(
  search: Search,
  circumstances: Circumstances<T>,
): Promise<Findings<T>> {
  const { revision, known } = circumstances;
  const exercised = new Exercised(revision);
  const tell: Tell<T> = (plan, read = known) => tellOnItsOwn(plan, { ...circumstances, known: read });
  const tellThoroughly: Tell<T> = (plan) => tellInEveryReading(revision, plan, known, tell);
  const present = async (failing: Failing<T> | undefined): Promise<Counterexample<T> | undefined> => {
    const told = failing && (await tellThoroughly(failing.plan));
    if (failing === undefined || told?.divergence === undefined) return undefined;
    if (revision.isOpen(told.divergence.requirement)) return undefined;
    return { revision, seed: search.seed, path: failing.path, told: { ...told, divergence: told.divergence } };
  };

  // Smaller sequences are told in the observed readings alone, which is quicker, unless that leads astray.
  const failing = await failingSequence(
    search,
    circumstances,
    tellThoroughly,
    onlyOnce(tell, circumstances),
    exercised,
  );
  if (failing === undefined) return { exercised };
  const from = failing.path.split(':')[0];
  const counterexample =
    (await present(failing)) ??
    (await present(await failingSequence(search, circumstances, tellThoroughly, tellThoroughly, undefined, from)));
  return { exercised, ...(counterexample === undefined ? {} : { counterexample }) };
}

type Tell<T extends Terms> = (plan: Plan<T>, known?: T['known']) => Promise<ToldSequence<T>>;

/** Tells what comes to the same only once: the model knows which commands would not be carried out anyway. */
function onlyOnce<T extends Terms>(tell: Tell<T>, { revision, known }: Circumstances<T>): Tell<T> {
  const told = new Map<string, Promise<ToldSequence<T>>>();
  return (plan) => {
    const story = JSON.stringify(whatWouldBeDone(revision, plan, known));
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
async function failingSequence<T extends Terms>(
  { themes, seed, runs, timeBudget, replay }: Search,
  { revision }: Circumstances<T>,
  tellFirst: Tell<T>,
  tellSmaller: Tell<T>,
  exercised: Exercised<T> | undefined,
  from?: string,
): Promise<Failing<T> | undefined> {
  const arbitrary = new SequenceArbitrary(revision, themes, revision.exactDurations, LENGTHS);
  const trouble: unknown[] = [];
  let failing: Plan<T> | undefined;
  const property = fc.asyncProperty(arbitrary, async (plan) => {
    if (trouble.length > 0) return true;
    try {
      const told = await (failing === undefined ? tellFirst(plan) : tellSmaller(plan));
      if (failing === undefined) exercised?.add(told.steps, told.stopped);
      if (told.divergence === undefined) return true;
      if (revision.isOpen(told.divergence.requirement)) {
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

async function tellOnItsOwn<T extends Terms>(plan: Plan<T>, circumstances: Circumstances<T>): Promise<ToldSequence<T>> {
  const stage = await circumstances.target.open(circumstances.check.needs);
  try {
    return await runSequence(plan, stage, circumstances, ({ time }: Stage) => exactRhythm(time));
  } finally {
    await stage.close();
  }
}
