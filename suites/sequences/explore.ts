import { type Example, smallestExample } from '../chance/smallest-example.js';
import type { Divergence } from './divergence.js';
import { Exercised } from './exercised.js';
import type { Findings, Search } from './exploration.js';
import { whatWouldBeDone } from './foretell.js';
import { inEveryReading } from './in-every-reading.js';
import type { Pace } from './pace.js';
import type { Plan } from './plan.js';
import { richest } from './richest.js';
import type { Circumstances, ToldSequence } from './run-sequence.js';
import { SequenceArbitrary } from './sequence-arbitrary.js';
import type { Terms } from './terms.js';
import type { Turn } from './traffic.js';

/** So many sequences are told however slow the server is. */
const FEW = 3;

/** A sequence that shows a difference. */
type Differing<T extends Terms> = ToldSequence<T> & { readonly divergence: Divergence };

/** Tells a sequence, and gives it back where it shows a difference. */
type Tell<T extends Terms> = (plan: Plan<T>, like?: Differing<T>) => Promise<Differing<T> | undefined>;

/**
 * Tells sequences until one shows a difference; that one is made as short as it can be. The same seed leads to the same
 * sequences.
 *
 * @throws Inconclusive when something around the server fails
 */
export async function explore<T extends Terms>(
  { themes, mostMs, wanted = [], ...exploration }: Search,
  circumstances: Circumstances<T>,
  pace: Pace<T>,
): Promise<Findings<T>> {
  const { revision } = circumstances;
  const known = pace.known(circumstances.known);
  const exercised = new Exercised(revision);
  const tell = (plan: Plan<T>, read = known, turn?: Turn): Promise<ToldSequence<T> | undefined> =>
    pace.tell(plan, { ...circumstances, known: read }, turn);
  // Who says how many, or for how long, gets all of them.
  const isUpToUs = exploration.runs === undefined && exploration.timeBudget === undefined;
  let begun = 0;
  const nextTurn = (): Turn => {
    const order = begun;
    begun += 1;
    const isEnough = (): boolean => order >= FEW && wanted.every((id) => exercised.requirements.has(id));
    return { order, isDispensable: () => isUpToUs && isEnough() };
  };

  const thoroughly: Tell<T> = async (plan, like) => {
    const first = await tell(plan, known, like === undefined ? nextTurn() : undefined);
    if (first === undefined) return undefined;
    const told = await inEveryReading(revision, plan, known, first, tell);
    if (like === undefined) {
      exercised.add(told.steps, told.stopped);
      const { divergence } = told;
      if (divergence !== undefined && revision.isOpen(divergence.requirement))
        exercised.contradictions.push(divergence);
    }
    return differing(told, like);
  };
  const quickly: Tell<T> = async (plan, like) => differing(await tell(plan), like);

  function differing(told: ToldSequence<T> | undefined, like: Differing<T> | undefined): Differing<T> | undefined {
    const { divergence } = told ?? {};
    if (told === undefined || divergence === undefined || revision.isOpen(divergence.requirement)) return undefined;
    // Where time passes by itself, another difference may be no more than an unlucky moment.
    const counts = like === undefined || pace.isExact || like.divergence.requirement === divergence.requirement;
    return counts ? { ...told, divergence } : undefined;
  }

  const search = {
    arbitrary: new SequenceArbitrary(revision, themes, pace.durations, pace.lengths, pace.longest),
    effort: pace.effort,
    exploration,
    ...(mostMs === undefined ? {} : { mostMs }),
    // Where each takes seconds, those are told that have the most to tell.
    ...(pace.isExact
      ? {}
      : { choose: (plans: readonly Plan<T>[], count: number) => richest(revision, plans, count, known) }),
    // The model knows without the server which commands would not be carried out anyway.
    fingerprint: (plan: Plan<T>) => JSON.stringify(whatWouldBeDone(revision, plan, known)),
  };
  // Smaller sequences are told in the observed readings alone, which is quicker, unless that leads astray.
  const smaller = pace.isExact ? quickly : thoroughly;
  const found = await smallestExample<Plan<T>, Differing<T>>({
    ...search,
    attempt: (plan, like) => (like === undefined ? thoroughly(plan) : smaller(plan, like)),
  });
  const example = found === undefined || smaller === thoroughly ? found : await thoroughlyToo(found);
  if (example === undefined) return { exercised };
  const { seed, path, wrong: told } = example;
  return { exercised, counterexample: { revision, seed, path, told } };

  async function thoroughlyToo(
    quick: Example<Plan<T>, Differing<T>>,
  ): Promise<Example<Plan<T>, Differing<T>> | undefined> {
    const wrong = await thoroughly(quick.value, quick.wrong);
    if (wrong !== undefined) return { ...quick, wrong };
    return smallestExample<Plan<T>, Differing<T>>({
      ...search,
      from: Number(quick.path.split(':')[0]),
      exploration: { seed: quick.seed, runs: 1 },
      attempt: (plan, like = quick.wrong) => thoroughly(plan, like),
    });
  }
}
