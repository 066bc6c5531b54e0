import type { Blame } from '../../blame/blame.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { moreExactlyMissing } from './missing-events.js';
import { plainerBreach } from './ordinary.js';

/** What a violation may follow from in the `delayed-events` revision. */
export const DELAYED_EVENTS_BLAME: Blame<DelayedEventsContext> = {
  exactly: moreExactlyMissing,
  beneath: plainerBreach,
};
