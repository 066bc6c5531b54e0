import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';

/** The requirements that ask for an error body themselves: only they are broken where it is none. */
export const ON_ERROR_BODIES: ReadonlySet<string> = new Set<DelayedEventsRequirementId>(['DE-ERR-1', 'DE-SCHED-9']);
