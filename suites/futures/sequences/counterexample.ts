import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Divergence } from './divergence.js';
import { moralOf, storyOf } from './story.js';
import type { ToldSequence } from './tell-sequence.js';

/** A sequence in which a server and the model part ways, and where to find it again. */
export interface Counterexample {
  readonly seed: number;
  /** Leads from the seed to exactly this sequence. */
  readonly path: string;
  readonly told: ToldSequence & { readonly divergence: Divergence };
}

/** A counterexample as a person reads it: the story, what was expected and why, and what came. */
export function counterexampleInWords({ told }: Counterexample): string {
  const { requirement } = told.divergence;
  const wording = catalogueOf('futures').requirement(requirement)?.wording;
  return [
    ...storyOf(told.deeds),
    moralOf(told.divergence),
    ...(wording === undefined ? [] : [`${requirement}: ${wording}`]),
  ].join('\n');
}
