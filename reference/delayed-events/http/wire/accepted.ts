import { actionEndpoint } from '../action-endpoint.js';
import { lookupEndpoint } from '../lookup-endpoint.js';
import { schedulingEndpoint } from '../scheduling-endpoint.js';
import type { WireForm } from './wire-form.js';

const ENDPOINTS = [schedulingEndpoint, actionEndpoint, lookupEndpoint];

/** The accepted revision under its own names. */
export const accepted = {
  name: 'accepted',
  spokenBy: 'the accepted text; tuwunel, spindle',
  prefix: 'stable',
  endpoints: ENDPOINTS,
  rules: () => ({}),
} as const satisfies WireForm;

/** The accepted revision under the names for the time before it was accepted (DE-UNST-1, DE-UNST-2, DE-UNST-3). */
export const acceptedUnstable = {
  name: 'accepted-unstable',
  spokenBy: 'the accepted text, for the time before; tuwunel, spindle, palpo',
  prefix: 'unstable',
  endpoints: ENDPOINTS,
  rules: () => ({}),
} as const satisfies WireForm;
