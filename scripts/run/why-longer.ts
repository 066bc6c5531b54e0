import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import { plural } from '../../suites/kit/checks/conclusion.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';

/** By how much a run may last longer than `doctor` estimates before it says why. */
export const ESTIMATE_FACTOR = 3;

/** From how much lateness on the silence that proves that nothing comes is a longer one, in milliseconds. */
const LATE_MS = 500;

/** How a run went, as far as that may have made it longer. */
export interface RunLength {
  readonly durationMs: number;
  /** What `doctor` would have estimated. */
  readonly expectedMs: number;
  readonly results: readonly Pick<CheckResult, 'id' | 'durationMs' | 'runs'>[];
  readonly ending: Pick<RunEnding, 'throttledMs' | 'worstLatenessMs' | 'silenceMs'>;
  /** How many of its checks make up their stories by chance. */
  readonly byChance: number;
}

/**
 * Says of a run that lasted much longer than was to be expected what it has waited for.
 *
 * @returns a sentence; `undefined` where the run did not last as long as that
 */
export function whyLonger({ durationMs, expectedMs, results, ending, byChance }: RunLength): string | undefined {
  if (durationMs <= ESTIMATE_FACTOR * expectedMs) return undefined;
  const { throttledMs, worstLatenessMs, silenceMs } = ending;
  const repeated = results.filter(({ runs }) => runs > 1).length;
  const [slowest] = results.toSorted((one, other) => other.durationMs - one.durationMs);
  const reasons = [
    ...(throttledMs > 0 ? [`its requests waited ${inSeconds(throttledMs)}, added up, for the server's limits`] : []),
    ...(repeated > 0 ? [`${plural(repeated, 'check')} had to be repeated`] : []),
    ...(worstLatenessMs > LATE_MS
      ? [`events came up to ${inSeconds(worstLatenessMs)} late, so that silence took ${inSeconds(silenceMs)}`]
      : []),
    ...(byChance > 0 ? [`${plural(byChance, 'check')} made up stories by chance`] : []),
    ...(slowest === undefined ? [] : [`the longest check was ${slowest.id}, with ${inSeconds(slowest.durationMs)}`]),
  ];
  const why = reasons.length === 0 ? 'no check came to an end' : reasons.join('; ');
  return `it lasted ${inSeconds(durationMs)}, more than ${ESTIMATE_FACTOR} times the ${inSeconds(expectedMs)} that were to be expected: ${why}`;
}

function inSeconds(ms: number): string {
  return `${ms < 10_000 ? (ms / 1_000).toFixed(1) : Math.round(ms / 1_000)} s`;
}
