import { Undecided } from './happening.js';
import type { ModelledRevision } from './modelled-revision.js';
import { isPause, type Plan, type Planned } from './plan.js';
import type { Step } from './step.js';
import type { Terms } from './terms.js';

/** Something that would be done, and what the model has it that comes of it. */
export interface Foretold<T extends Terms> extends Step<T> {
  readonly before: T['world'];
}

/**
 * Tells a plan to the model alone, which costs no time, and leaves out what would not be done anyway: what is impossible,
 * undecided, or about events that were never accepted.
 */
export function foretell<T extends Terms>(
  { model, names: namesFor }: Pick<ModelledRevision<T>, 'model' | 'names'>,
  plan: Plan<T>,
  known: T['known'],
): Foretold<T>[] {
  const names = namesFor(known);
  let world = model.newWorld(0);
  let serial = 0;
  const next = (planned: Planned<T>): Foretold<T> | undefined => {
    if (isPause(planned)) {
      const deadline = Math.min(...model.deadlines(world));
      const to = planned.pastNext === undefined ? world.now + (planned.ms ?? 0) : deadline + planned.pastNext;
      if (to <= world.now || to === Infinity) return undefined;
      const [passed] = model.passTime(known, world, to);
      return { at: to, planned, before: world, world: passed?.world ?? world, events: passed?.events ?? [] };
    }
    const command = names.resolve(planned, world, (serial += 1));
    if (command === undefined || !model.isPossible(world, command)) return undefined;
    const [outcome] = model.step(known, world, command);
    if (outcome === undefined) return undefined;
    names.keep(planned, outcome);
    const { answer: expected, events } = outcome;
    return { at: world.now, planned, command, expected, before: world, world: outcome.world, events };
  };
  return plan.flatMap((planned) => {
    const step = unlessUndecided(() => next(planned));
    world = step?.world ?? world;
    return step === undefined ? [] : [step];
  });
}

/** What of a plan would be done. */
export function whatWouldBeDone<T extends Terms>(
  revision: Pick<ModelledRevision<T>, 'model' | 'names'>,
  plan: Plan<T>,
  known: T['known'],
): Plan<T> {
  return foretell(revision, plan, known).map(({ planned }) => planned);
}

function unlessUndecided<R>(foresee: () => R): R | undefined {
  try {
    return foresee();
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}
