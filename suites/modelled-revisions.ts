import { modelledDelayedEvents } from './delayed-events/sequences/modelled-delayed-events.js';
import { modelledFutures } from './futures/sequences/modelled-futures.js';
import type { ModelledRevision } from './sequences/modelled-revision.js';
import type { Terms } from './sequences/terms.js';

/** The revisions that there is a model for, by which sequences can be explored. */
export const modelledRevisions: readonly ModelledRevision<Terms>[] = [modelledFutures, modelledDelayedEvents];

/** The names of those revisions. */
export const modelledRevisionNames: readonly string[] = modelledRevisions.map(({ catalogue }) => catalogue.revision);

/**
 * The model of a revision, with all that it takes to explore it.
 *
 * @throws RangeError when there is none
 */
export function modelledRevisionCalled(name: string): ModelledRevision<Terms> {
  const revision = modelledRevisions.find(({ catalogue }) => catalogue.revision === name);
  if (revision === undefined) throw new RangeError(`there is no model of a revision called ${name}`);
  return revision;
}
