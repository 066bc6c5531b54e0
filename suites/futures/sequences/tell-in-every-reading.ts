import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { KnownReadings } from '../model/view.js';
import type { Plan } from './plan.js';
import type { ToldSequence } from './tell-sequence.js';

/**
 * Tells a sequence, and where it comes to a difference, once more with every other reading of the open questions on
 * which something hung in it: a server may read a question in one situation so and in another otherwise, and what was
 * observed may have been observed wrongly. Where another reading explains everything, that is no difference but a
 * contradiction of readings; where one explains more than the others, what it leaves unexplained counts.
 *
 * @param tell - tells the plan to a server, and compares with the model in these readings
 */
export async function tellInEveryReading(
  plan: Plan,
  readings: KnownReadings,
  tell: (plan: Plan, readings: KnownReadings) => Promise<ToldSequence>,
): Promise<ToldSequence> {
  const told = await tell(plan, readings);
  if (told.divergence === undefined || told.divergence.requirement.startsWith('Q-')) return told;
  const others = [...told.questions].flatMap((question) => {
    // What is not known is not held against anybody in the first place.
    if (readings[question] === undefined) return [];
    const names =
      catalogueOf('futures')
        .question(question)
        ?.readings.map(({ name }) => name) ?? [];
    return names.filter((name) => name !== readings[question]).map((name) => ({ question, name }));
  });
  const again = await Promise.all(
    others.map(async (other) => ({ ...other, told: await tell(plan, { ...readings, [other.question]: other.name }) })),
  );
  let best = told;
  for (const { question, name, told: other } of again) {
    if (!goesAsFar(other, told, plan)) continue;
    const { divergence } = other;
    if (divergence === undefined) {
      const expected = `${readings[question]}, as was observed`;
      return { ...told, divergence: { requirement: question, expected, seen: `what only ${name} explains` } };
    }
    if (lengthOf(other, plan) > lengthOf(best, plan)) best = other;
  }
  return best;
}

/** Whether the same has been done in both as far as the difference, and judged. */
function goesAsFar(other: ToldSequence, told: ToldSequence, plan: Plan): boolean {
  if (other.stopped !== undefined && lengthOf(other, plan) <= lengthOf(told, plan)) return false;
  const done = told.deeds.filter(({ planned }) => plan.includes(planned));
  return done.every(({ planned }, index) => other.deeds[index]?.planned === planned);
}

function lengthOf({ deeds }: ToldSequence, plan: Plan): number {
  return deeds.filter(({ planned }) => plan.includes(planned)).length;
}
