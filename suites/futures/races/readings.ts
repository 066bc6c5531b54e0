import { explain } from './explanation.js';
import type { History } from './history.js';
import type { PlannedCall, PlannedFuture, RacePlan } from './plan.js';
import type { RaceReadings } from './rules.js';

const READINGS = {
  'Q-CANCEL': ['group', 'own'],
  'Q-CANCEL-ACTION': ['group', 'own'],
  'Q-INVALIDATE-GROUP': ['member', 'group'],
  'Q-ORPHAN': ['discarded', 'sendable'],
} as const satisfies { [Q in keyof RaceReadings]: readonly RaceReadings[Q][] };

/** Every combination of readings. */
export const ALL_READINGS: readonly RaceReadings[] = READINGS['Q-CANCEL'].flatMap((cancel) =>
  READINGS['Q-CANCEL-ACTION'].flatMap((action) =>
    READINGS['Q-INVALIDATE-GROUP'].flatMap((invalidate) =>
      READINGS['Q-ORPHAN'].map((orphan) => ({
        'Q-CANCEL': cancel,
        'Q-CANCEL-ACTION': action,
        'Q-INVALIDATE-GROUP': invalidate,
        'Q-ORPHAN': orphan,
      })),
    ),
  ),
);

/** The readings under which every one of these histories can be explained: what they do not tell stays open. */
export function readingsThatFit(histories: readonly History[]): readonly RaceReadings[] {
  return ALL_READINGS.filter((readings) => histories.every((history) => explain(history, readings).is === 'explained'));
}

const FAR: PlannedFuture = { kind: 'far', isState: false };
const FAR_STATE: PlannedFuture = { kind: 'far', isState: true };
const ACTION: PlannedFuture = { kind: 'action', isState: false };

/** Races that are none, with one call each, from which the readings are known on which the others hang. */
export const TELLING: readonly RacePlan[] = [
  { first: FAR, others: [FAR, ACTION], calls: [call('cancel', 0)] },
  { first: FAR, others: [ACTION], calls: [call('cancel', 1)] },
  { first: FAR_STATE, others: [FAR, ACTION], calls: [call('set-state', 0)] },
  { first: FAR_STATE, others: [ACTION], calls: [call('set-state', 0)] },
];

function call(what: PlannedCall['do'], of: number): PlannedCall {
  return { do: what, of, asked: 0, there: 0, back: 0 };
}
