import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import { type StoryCheck, storyCheckIn } from '../../chance/story-check.js';
import type { Check } from '../../kit/checks/check.js';
import { FUTURES_BLAME } from '../blame/futures-blame.js';
import { FuturesContext } from '../words/futures-context.js';

export type AnyStoryCheck<S> = StoryCheck<S, FuturesContext, FuturesRequirementId>;

/** A check of the `futures` revision that tells made-up stories. */
export function anyStoryCheck<S>(asked: AnyStoryCheck<S>): Check {
  return storyCheckIn((session) => new FuturesContext(session), asked, FUTURES_BLAME);
}
