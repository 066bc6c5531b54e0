import { actionEndpoint } from '../action-endpoint.js';
import { lookupEndpoint } from '../lookup-endpoint.js';
import { schedulingEndpoint } from '../scheduling-endpoint.js';
import { bodyActionEndpoint } from './body-action-endpoint.js';
import { querySchedulingEndpoints } from './query-scheduling-endpoints.js';
import { scheduledListEndpoint } from './scheduled-list-endpoint.js';
import {
  capability,
  forbiddenErrors,
  noUnsigned,
  oldAndNewNames,
  oldErrors,
  oldNames,
  remembering,
  synapse,
  unsignedForSender,
  unstableErrors,
  withAnyToken,
  withoutToken,
} from './synapse-rules.js';
import type { WireForm } from './wire-form.js';

/** The endpoints of the first release, to which later ones only add. */
const FIRST_ENDPOINTS = [querySchedulingEndpoints, bodyActionEndpoint, scheduledListEndpoint];

/** The first form: scheduled by a parameter, acted on by a body, forgotten when finished. */
export const w0 = {
  name: 'w0',
  spokenBy: 'Synapse 1.116 to 1.142',
  prefix: 'unstable',
  endpoints: FIRST_ENDPOINTS,
  rules: () => ({ ...synapse, ...oldErrors, ...oldNames, ...noUnsigned }),
} as const satisfies WireForm;

/** Actions go into the path, and take no access token. */
export const w1 = {
  name: 'w1',
  spokenBy: 'Synapse 1.143 to 1.155',
  prefix: 'unstable',
  endpoints: [...FIRST_ENDPOINTS, actionEndpoint],
  rules: () => ({ ...synapse, ...oldErrors, ...oldNames, ...unsignedForSender, ...withoutToken }),
} as const satisfies WireForm;

/** An access token that is sent with an action has to be valid. */
export const w2 = {
  name: 'w2',
  spokenBy: 'Synapse 1.156',
  prefix: 'unstable',
  endpoints: [...FIRST_ENDPOINTS, actionEndpoint],
  rules: () => ({ ...synapse, ...oldErrors, ...oldNames, ...unsignedForSender, ...withAnyToken }),
} as const satisfies WireForm;

/** There is a capability, a cap for each user, and the errors of the text of July 2026. */
export const w3 = {
  name: 'w3',
  spokenBy: 'Synapse 1.157 to 1.160',
  prefix: 'unstable',
  endpoints: [...FIRST_ENDPOINTS, actionEndpoint],
  rules: () => ({
    ...synapse,
    ...forbiddenErrors,
    ...oldNames,
    ...unsignedForSender,
    ...withAnyToken,
    ...capability,
  }),
} as const satisfies WireForm;

/** What waits can be looked up. */
export const w4 = {
  name: 'w4',
  spokenBy: 'Synapse 1.161 and later',
  prefix: 'unstable',
  endpoints: [...FIRST_ENDPOINTS, actionEndpoint, lookupEndpoint],
  rules: () => ({
    ...synapse,
    ...unstableErrors,
    ...oldAndNewNames,
    ...unsignedForSender,
    ...withAnyToken,
    ...capability,
  }),
} as const satisfies WireForm;

/** The endpoint of the accepted text schedules, too, and finished events are remembered. */
export const w5 = {
  name: 'w5',
  spokenBy: 'Synapse with its open pull requests 20228 and 20229',
  prefix: 'unstable',
  endpoints: [...FIRST_ENDPOINTS, schedulingEndpoint, actionEndpoint, lookupEndpoint],
  rules: (accepted) => ({
    ...synapse,
    ...unstableErrors,
    ...oldAndNewNames,
    ...unsignedForSender,
    ...withAnyToken,
    ...capability,
    ...remembering(accepted),
    transactionScope: (facts) =>
      facts.endpoint === 'delayed_event' ? accepted.transactionScope(facts) : synapse.transactionScope?.(facts),
  }),
} as const satisfies WireForm;
