import type { Stage } from '../kit/targets/stage.js';
import type { Divergence } from './divergence.js';
import { Exercised } from './exercised.js';
import type { Findings, Search } from './exploration.js';
import { whatWouldBeDone } from './foretell.js';
import { tellInEveryReading } from './in-every-reading.js';
import { type Plan, ticking } from './plan.js';
import { type FoundPlan, leavingOut, planAt } from './plan-at.js';
import { tickingRhythm } from './rhythm.js';
import { type Circumstances, runSequence, type ToldSequence } from './run-sequence.js';
import { SequenceArbitrary } from './sequence-arbitrary.js';
import { smallerPlans } from './smaller-plans.js';
import type { Terms } from './terms.js';

/** How many commands a sequence has where every pause is waited for. */
const LENGTHS = [6, 20] as const;

/** How many sequences are told side by side. */
const SIDE_BY_SIDE = 16;

/** How long sequences are told, in milliseconds, unless somebody wants it otherwise. */
const TIME_BUDGET_MS = 20_000;

/** How long a shorter sequence is looked for that shows the same, in milliseconds, and how many are tried at once. */
const SHRINKING = { timeBudget: 30_000, sideBySide: 16 } as const;

/** The smallest difference found so far. */
interface Failing<T extends Terms> extends FoundPlan<T> {
  readonly told: ToldSequence<T> & { readonly divergence: Divergence };
}

/**
 * Tells sequences in real time, many side by side in rooms of their own, on a grid of ticks: commands fall on ticks,
 * deadlines between them. When one shows a difference, shorter ones are told, again side by side, for as long as
 * the budget for that lasts.
 *
 * @param stage - whose accounts all sequences share
 * @param tick - milliseconds
 */
export async function exploreInRealTime<T extends Terms>(
  { themes, seed, runs, timeBudget = TIME_BUDGET_MS, replay }: Search,
  stage: Stage,
  circumstances: Circumstances<T>,
  tick: number,
): Promise<Findings<T>> {
  const { revision } = circumstances;
  const arbitrary = new SequenceArbitrary(revision, themes, ticking(tick), LENGTHS);
  const known = revision.inRealTime(circumstances.known);
  const tell = (plan: Plan<T>): Promise<ToldSequence<T>> =>
    tellInEveryReading(revision, plan, known, (again, read) =>
      runSequence(again, stage, { ...circumstances, known: read }, ({ time }) => tickingRhythm(time, tick)),
    );
  const exercised = new Exercised(revision);
  const paths = (from: number): string[] =>
    replay === undefined ? range(from, Math.min(from + SIDE_BY_SIDE, runs)).map(String) : [replay];
  const count = replay === undefined ? runs : 1;
  const endAt = stage.time.now() + timeBudget;
  for (let next = 0; next < count && (next === 0 || stage.time.now() < endAt); next += SIDE_BY_SIDE) {
    const wave = paths(next).map((path) => planAt(arbitrary, seed, path));
    const told = await Promise.all(wave.map(tell));
    for (const one of told) exercised.add(one.steps, one.stopped);
    const isOpen = ({ requirement }: Divergence): boolean => revision.isOpen(requirement);
    exercised.contradictions.push(
      ...told.flatMap(({ divergence }) => (divergence && isOpen(divergence) ? [divergence] : [])),
    );
    const index = told.findIndex(({ divergence }) => divergence !== undefined && !isOpen(divergence));
    const [plan, failed] = [wave[index], told[index]];
    if (plan === undefined || failed?.divergence === undefined) continue;
    const first = {
      plan,
      path: [paths(next)[index] ?? ''],
      told: { ...failed, divergence: failed.divergence },
    };
    const shortest =
      replay === undefined ? await shrink(first, tell, arbitrary, { ...circumstances, known }, stage) : first;
    return { exercised, counterexample: { revision, seed, path: shortest.path.join(':'), told: shortest.told } };
  }
  return { exercised };
}

/**
 * Looks for a shorter sequence that breaks the same requirement. The model knows without waiting which of the shorter ones come to
 * the same, so that only different ones are told.
 */
async function shrink<T extends Terms>(
  first: Failing<T>,
  tell: (plan: Plan<T>) => Promise<ToldSequence<T>>,
  arbitrary: SequenceArbitrary<T>,
  circumstances: Circumstances<T>,
  stage: Stage,
): Promise<Failing<T>> {
  const endAt = stage.time.now() + SHRINKING.timeBudget;
  const { requirement } = first.told.divergence;
  const tried = new Set<string>();
  let current = first;
  while (stage.time.now() < endAt) {
    const candidates = unlike(candidatesFor(current), tried, circumstances).slice(0, SHRINKING.sideBySide);
    if (candidates.length === 0) break;
    const told = await Promise.all(candidates.map(tell));
    const failing = candidates.flatMap((plan, index) => {
      const one = told[index];
      const { divergence } = one ?? {};
      return one !== undefined && divergence?.requirement === requirement
        ? [{ plan, told: { ...one, divergence } }]
        : [];
    });
    const [shortest] = failing.toSorted((a, b) => a.plan.length - b.plan.length);
    if (shortest === undefined) continue;
    // What can be left out by itself can perhaps be left out together.
    const spare = failing.flatMap(({ plan }) => current.plan.filter((command) => !plan.includes(command)));
    const without = current.plan.filter((command) => !spare.includes(command));
    const bold = without.length < shortest.plan.length && without.length > 0 ? await tell(without) : undefined;
    current =
      bold?.divergence?.requirement === requirement
        ? { ...leavingOut(current, without, arbitrary), told: { ...bold, divergence: bold.divergence } }
        : { ...leavingOut(current, shortest.plan, arbitrary), told: shortest.told };
  }
  return current;

  function candidatesFor({ plan, told }: Failing<T>): Iterable<Plan<T>> {
    // What was planned for after the difference has nothing to do with it.
    const upTo = Math.max(...told.steps.map(({ planned }) => plan.indexOf(planned)));
    return withShorter(upTo === -1 ? plan : plan.slice(0, upTo + 1), plan, arbitrary);
  }
}

function* withShorter<T extends Terms>(
  done: Plan<T>,
  plan: Plan<T>,
  means: SequenceArbitrary<T>,
): IterableIterator<Plan<T>> {
  if (done.length < plan.length) yield done;
  for (const { plan: smaller } of smallerPlans(done, means)) {
    if (smaller.every((each) => plan.includes(each))) yield smaller;
  }
}

/** The plans that come to something that has not been tried. */
function unlike<T extends Terms>(
  plans: Iterable<Plan<T>>,
  tried: Set<string>,
  { revision, known }: Circumstances<T>,
): Plan<T>[] {
  const fresh: Plan<T>[] = [];
  for (const plan of plans) {
    const story = JSON.stringify(whatWouldBeDone(revision, plan, known));
    if (tried.has(story)) continue;
    tried.add(story);
    fresh.push(plan);
  }
  return fresh;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
