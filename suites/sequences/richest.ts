import { foretell } from './foretell.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { Plan } from './plan.js';
import type { Terms } from './terms.js';

/** How much it counts that something comes up the first time, and the second: one sequence may not get that far. */
const WORTH = [2, 1];

/**
 * Chooses among plans by what the model foresees of them, which costs no time: those that together go through the most
 * transitions of the model, and come to the most requirements.
 *
 * @param count - how many
 * @returns their places, the one that does the most first
 */
export function richest<T extends Terms>(
  revision: Pick<ModelledRevision<T>, 'model' | 'names' | 'transition' | 'judgedIn'>,
  plans: readonly Plan<T>[],
  count: number,
  known: T['known'],
): number[] {
  const left = new Map(plans.map((plan, place) => [place, whatComesUp(revision, plan, known)]));
  const times = new Map<string, number>();
  const worth = (things: ReadonlySet<string>): number =>
    [...things].reduce((sum, thing) => sum + (WORTH[times.get(thing) ?? 0] ?? 0), 0);
  const chosen: number[] = [];
  while (chosen.length < count && left.size > 0) {
    const [place, things] = [...left].reduce((best, one) => (worth(one[1]) > worth(best[1]) ? one : best));
    chosen.push(place);
    left.delete(place);
    for (const thing of things) times.set(thing, (times.get(thing) ?? 0) + 1);
  }
  return chosen;
}

/** The transitions that a plan goes through, and the requirements that it comes to, as far as the model can foresee. */
function whatComesUp<T extends Terms>(
  revision: Pick<ModelledRevision<T>, 'model' | 'names' | 'transition' | 'judgedIn'>,
  plan: Plan<T>,
  known: T['known'],
): ReadonlySet<string> {
  const steps = foretell(revision, plan, known);
  return new Set(
    steps.flatMap((step, index) => [revision.transition(step, steps[index - 1]), ...revision.judgedIn(step)]),
  );
}
