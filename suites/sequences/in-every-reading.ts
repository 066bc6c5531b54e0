import type { ModelledRevision } from './modelled-revision.js';
import type { Plan } from './plan.js';
import type { ToldSequence } from './run-sequence.js';
import type { Terms } from './terms.js';

/**
 * Where a sequence came to a difference, tells it once more with every other reading of the open questions on
 * which something hung in it: a server may read a question in one situation so and in another otherwise, and what was
 * observed may have been observed wrongly. Where another reading explains everything, that is no difference but a
 * contradiction of readings; where one explains more than the others, what it leaves unexplained counts.
 *
 * @param told - what became of the plan in the readings that were observed
 * @param tell - tells the plan to a server, and compares with the model in these readings
 */
export async function inEveryReading<T extends Terms>(
  { otherReadings, isOpen }: Pick<ModelledRevision<T>, 'otherReadings' | 'isOpen'>,
  plan: Plan<T>,
  known: T['known'],
  told: ToldSequence<T>,
  tell: (plan: Plan<T>, known: T['known']) => Promise<ToldSequence<T> | undefined>,
): Promise<ToldSequence<T>> {
  if (told.divergence === undefined || isOpen(told.divergence.requirement)) return told;
  const others = [...told.questions].flatMap((question) =>
    otherReadings(question, known).map((name) => ({ question, name })),
  );
  const again = await Promise.all(
    others.map(async (other) => ({ ...other, told: await tell(plan, { ...known, [other.question]: other.name }) })),
  );
  let best = told;
  for (const { question, name, told: other } of again) {
    if (other === undefined || !goesAsFar(other, told, plan)) continue;
    const { divergence } = other;
    if (divergence === undefined) {
      const expected = `${String(Reflect.get(known, question))}, as was observed`;
      return { ...told, divergence: { requirement: question, expected, seen: `what only ${name} explains` } };
    }
    if (lengthOf(other, plan) > lengthOf(best, plan)) best = other;
  }
  return best;
}

/** Whether the same has been done in both as far as the difference, and judged. */
function goesAsFar<T extends Terms>(other: ToldSequence<T>, told: ToldSequence<T>, plan: Plan<T>): boolean {
  if (other.stopped !== undefined && lengthOf(other, plan) <= lengthOf(told, plan)) return false;
  const done = told.steps.filter(({ planned }) => plan.includes(planned));
  return done.every(({ planned }, index) => other.steps[index]?.planned === planned);
}

function lengthOf<T extends Terms>({ steps }: ToldSequence<T>, plan: Plan<T>): number {
  return steps.filter(({ planned }) => plan.includes(planned)).length;
}
