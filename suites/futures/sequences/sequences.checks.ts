import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Check } from '../../kit/checks/check.js';
import { type SequenceCheck, sequenceCheckIn } from '../../sequences/sequence-check.js';
import { modelledFutures } from './modelled-futures.js';
import type { FuturesTerms } from './futures-terms.js';
import type { ThemeName } from './themes.js';

/** Sequences about groups and what is done to their members (GROUP-1, GROUP-2, TOKEN-8). */
export const groupSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'groups.sequences-in-a-group',
    title: 'whatever is done to one group, in whatever order, all that comes of it is as the requirements say',
    requirements: ['GROUP-1', 'GROUP-2'],
    themes: ['one-group'],
  }),
  sequenceCheck({
    id: 'groups.sequences-of-neighbours',
    title: 'groups of two users in two rooms, with the same names, keep to themselves whatever is done to them',
    requirements: ['GROUP-1', 'GROUP-5'],
    themes: ['neighbours'],
  }),
];

/** Sequences about state futures and new state (STATE-1, STATE-2). */
export const stateSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'state.sequences',
    title: 'whatever becomes of state and of the futures for it, in whatever order, is as the requirements say',
    requirements: ['STATE-2'],
    themes: ['state'],
  }),
];

/** Sequences about comings and goings and changing power levels (POWER-3, POWER-4). */
export const permissionSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'permission.sequences',
    title: 'however members come and go and power levels change, what futures do is as the requirements say',
    requirements: ['POWER-5'],
    themes: ['permission'],
  }),
];

/** Sequences about requests that are made again (SCHED-9). */
export const schedulingSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'scheduling.sequences-of-repeats',
    title: 'however requests are made again, with the same transaction id or another, each future is stored once',
    requirements: ['SCHED-9'],
    themes: ['repetition'],
  }),
];

/** Sequences about everything at once. */
export const mixedSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'use-cases.sequences-of-everything',
    title: 'whatever two users do in two rooms, in whatever order, all that comes of it is as the requirements say',
    requirements: ['GROUP-1', 'TIME-1'],
    themes: ['everything'],
  }),
];

/** A check of sequences of the `futures` revision. */
function sequenceCheck(
  check: SequenceCheck<FuturesTerms, FuturesRequirementId> & { readonly themes: readonly ThemeName[] },
): Check {
  return sequenceCheckIn(modelledFutures, check);
}
