import { Undecided } from './happening.js';
import type { ModelledRevision } from './modelled-revision.js';
import { isPause, type Plan } from './plan.js';
import type { Terms } from './terms.js';

/**
 * Tells a plan to the model alone, which costs no time, and leaves out what would not be done anyway: what is impossible,
 * undecided, or about events that were never accepted.
 */
export function whatWouldBeDone<T extends Terms>(
  { model, names: namesFor }: Pick<ModelledRevision<T>, 'model' | 'names'>,
  plan: Plan<T>,
  known: T['known'],
): Plan<T> {
  const names = namesFor(known);
  let world = model.newWorld(0);
  let serial = 0;
  return plan.filter((planned) => {
    try {
      if (isPause(planned)) {
        const next = Math.min(...model.deadlines(world));
        const to = planned.pastNext === undefined ? world.now + (planned.ms ?? 0) : next + planned.pastNext;
        if (to <= world.now || to === Infinity) return false;
        world = model.passTime(known, world, to)[0]?.world ?? world;
        return true;
      }
      const command = names.resolve(planned, world, (serial += 1));
      if (command === undefined || !model.isPossible(world, command)) return false;
      const [outcome] = model.step(known, world, command);
      if (outcome === undefined) return false;
      world = outcome.world;
      names.keep(planned, outcome);
      return true;
    } catch (error) {
      if (error instanceof Undecided) return false;
      throw error;
    }
  });
}
