import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import type { Runs } from '../../chance/effort.js';
import type { Check } from '../../kit/checks/check.js';
import type { Session } from '../../kit/checks/session.js';
import { type SequenceCheck, sequenceCheckIn } from '../../sequences/sequence-check.js';
import { delayedEventsDialectSchema } from '../dialect.js';
import { DelayedEventsContext } from '../words/delayed-events-context.js';
import { assumptionsFor, modelledDelayedEvents } from './modelled-delayed-events.js';
import type { DelayedTerms } from './terms.js';
import type { ThemeName } from './themes.js';

/** How many sequences each check tells: they do more than one look after each step. */
const RUNS: Runs = { virtual: 24, real: 8 };

/** How many events a user may have waiting on the embedded reference where sequences are about that. */
const CAP = 3;

/** The longest delays that sequences ask for, in beats. */
const LONGEST = { virtual: 40, real: 2.5 } as const;

/** More places than this a sequence does not come to fill. */
const MOST_PLACES = 8;

/** Sequences about actions on what waits and on what is over (DE-ACT-5 to DE-ACT-9, DE-ACT-13). */
export const actionSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'actions.sequences',
    title: 'whatever is done to the events of one user, in whatever order, all that comes of it is as the text has it',
    requirements: ['DE-ACT-5', 'DE-ACT-6', 'DE-ACT-7'],
    themes: ['actions'],
  }),
  sequenceCheck({
    id: 'actions.sequences-of-neighbours',
    title: 'events of two users in two rooms are left alone whatever is done to others, and whoever does it',
    requirements: ['DE-ACT-13'],
    themes: ['neighbours'],
  }),
];

/** Sequences about delayed state and newer state (DE-SEND-1, DE-TIME-6). */
export const stateSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'sending.sequences-of-state',
    title: 'whatever becomes of state and of delayed events for it, in whatever order, is as the text has it',
    requirements: ['DE-SEND-1'],
    themes: ['state'],
  }),
];

/** Sequences about comings and goings and changing power levels (DE-PERM-1, DE-SEND-4). */
export const permissionSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'permission.sequences',
    title: 'however members come and go and power levels change, what delayed events do is as the text has it',
    requirements: ['DE-PERM-1', 'DE-SEND-4'],
    themes: ['permission'],
  }),
];

/** Sequences about requests that are made again (DE-SCHED-5, DE-SCHED-6). */
export const schedulingSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'scheduling.sequences-of-repeats',
    title: 'however requests are made again, by whom and on which device, each event is stored once',
    requirements: ['DE-SCHED-5'],
    themes: ['repetition'],
  }),
];

/** Sequences about places that are taken and freed (DE-LIM-5, DE-LIM-6). */
export const limitSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'limits.sequences',
    title: 'however places are taken and freed, what waits takes one, and what is over none',
    requirements: ['DE-LIM-5', 'DE-LIM-6'],
    themes: ['limits'],
    needs: { ownAccount: 'all', embedded: { delayedEvents: { maxScheduled: CAP } } },
    known: (session) => ({ cap: placesOf(session) }),
  }),
];

/** Sequences about everything at once. */
export const mixedSequenceChecks: readonly Check[] = [
  sequenceCheck({
    id: 'use-cases.sequences-of-everything',
    title: 'whatever two users do in two rooms, in whatever order, all that comes of it is as the text has it',
    requirements: ['DE-TIME-1', 'DE-SEND-2'],
    themes: ['everything'],
  }),
];

/** A check of sequences of the `delayed-events` revision; not applicable where the form has no words for what it judges. */
function sequenceCheck(
  check: Omit<SequenceCheck<DelayedTerms, DelayedEventsRequirementId>, 'presuppose'> & {
    readonly themes: readonly ThemeName[];
  },
): Check {
  return sequenceCheckIn(modelledDelayedEvents, {
    ...check,
    runs: RUNS,
    presuppose(session) {
      const t: DelayedEventsContext = new DelayedEventsContext(session);
      t.presupposeWords([], check.requirements);
      t.presupposeDelays(t.time === 'virtual' ? LONGEST.virtual : LONGEST.real);
    },
  });
}

/** How many events a user may have waiting, where a sequence can come to fill all places. */
function placesOf(session: Session): number {
  const t: DelayedEventsContext = new DelayedEventsContext(session);
  t.presupposeWords(['a capability'], []);
  if (session.target.kind !== 'url') return CAP;
  const { cap } = assumptionsFor(delayedEventsDialectSchema.parse(session.dialect));
  if (cap === undefined) t.notApplicable('the server tells no cap on waiting events');
  if (cap > MOST_PLACES) t.notApplicable(`it would take ${cap} waiting events to reach the cap`);
  return cap;
}
