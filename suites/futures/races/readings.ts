import { explain, type Explanation, type Unexplained } from '../../races/explanation.js';
import type { History } from './history.js';
import type { PlannedCall, PlannedFuture, RacePlan } from './plan.js';
import { type Breach, FuturesRaceRules, type RaceReadings } from './rules.js';

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
  return ALL_READINGS.filter((readings) =>
    histories.every((history) => explainBy(readings, history).is === 'explained'),
  );
}

/**
 * Looks for an order that explains a history in one of some readings: the server may follow any of them, and where none
 * explains it, the one in which the least is broken counts (TOKEN-12).
 */
export function explainByAny(history: History, readings: readonly RaceReadings[]): Explanation<Breach> {
  let best: Unexplained<Breach> | undefined;
  let mayBeMended = false;
  for (const each of readings) {
    const explanation = explainBy(each, history);
    if (explanation.is !== 'unexplained') return explanation;
    mayBeMended ||= explanation.mayBeMended;
    if (best === undefined || explanation.breaches.length < best.breaches.length) best = explanation;
  }
  return best === undefined ? { is: 'explained' } : { ...best, mayBeMended };
}

/** Looks for an order that explains a history in certain readings. */
export function explainBy(readings: RaceReadings, history: History): Explanation<Breach> {
  return explain(new FuturesRaceRules(history, readings), {
    // What may have led to the others.
    firstCauses: [
      'GROUP-10',
      'TIME-3',
      'TOKEN-2',
      'TOKEN-3',
      'TOKEN-5',
      'GROUP-1',
      'STATE-6',
      'TOKEN-6',
      'TOKEN-7',
      'TIME-2',
      'STATE-2',
      'GROUP-4',
    ],
    tellingMost: ['TOKEN-12', 'TOKEN-8', 'GROUP-1', 'TOKEN-5'],
    nothingFits: { requirement: 'TOKEN-12', text: 'what came does not fit any order of the calls' },
  });
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
