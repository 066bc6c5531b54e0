import { MatrixError } from '../../../matrix/matrix-error.js';
import type { DelayedEvent } from '../../delayed-event.js';
import { coreOf } from '../../rules/answers.js';
import { actionEndpoint } from '../action-endpoint.js';
import { lookupEndpoint } from '../lookup-endpoint.js';
import { schedulingEndpoint } from '../scheduling-endpoint.js';
import { scheduledListEndpoint } from './scheduled-list-endpoint.js';
import type { WireForm } from './wire-form.js';

/** The text of July 2026, two months before it was accepted: flat lookups, a list, and 403 for too long a delay. */
export const july = {
  name: 'july',
  spokenBy: 'the text of July 2026',
  prefix: 'unstable',
  endpoints: [schedulingEndpoint, scheduledListEndpoint, actionEndpoint, lookupEndpoint],
  rules: () => ({
    tooLongAnswer: () => new MatrixError(403, 'M_FORBIDDEN', 'The delay is too long.'),

    entryOf: ({ event, finalised }) => ({ ...flatEntryOf(event), ...finalised }),
  }),
} as const satisfies WireForm;

/** The same where a server offers it on stable paths, as if it were accepted. */
export const julyStable = { ...july, name: 'july-stable', prefix: 'stable' } as const satisfies WireForm;

function flatEntryOf(event: DelayedEvent): ReturnType<typeof coreOf> {
  return { ...coreOf(event), delay_ms: event.delayMs, scheduled_at: event.life.since };
}
