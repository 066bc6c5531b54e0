import type { Suite } from '../../kit/checks/check.js';
import { callChecks } from './calls.checks.js';
import { messageChecks } from './messages.checks.js';
import { partyChecks } from './parties.checks.js';
import { mixedSequenceChecks } from '../sequences/sequences.checks.js';

/** Whole stories from the users' side. */
export const useCasesSuite: Suite = {
  revision: 'delayed-events',
  area: 'use-cases',
  checks: [...callChecks, ...messageChecks, ...partyChecks, ...mixedSequenceChecks],
};
