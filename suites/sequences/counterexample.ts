import { type Divergence, moralOf } from './divergence.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { ToldSequence } from './run-sequence.js';
import { storyOf } from './story.js';
import type { Terms } from './terms.js';

/** A sequence in which a server and the model part ways, and where to find it again. */
export interface Counterexample<T extends Terms> {
  readonly revision: Pick<ModelledRevision<T>, 'catalogue' | 'sentence'>;
  readonly seed: number;
  /** Leads from the seed to exactly this sequence. */
  readonly path: string;
  readonly told: ToldSequence<T> & { readonly divergence: Divergence };
}

/** A counterexample as a person reads it: the story, what was expected and why, and what came. */
export function counterexampleInWords<T extends Terms>({ revision, told }: Counterexample<T>): string {
  const { requirement } = told.divergence;
  const wording = revision.catalogue.requirement(requirement)?.wording;
  return [
    ...storyOf(revision, told.steps),
    moralOf(told.divergence),
    ...(wording === undefined ? [] : [`${requirement}: ${wording}`]),
  ].join('\n');
}
