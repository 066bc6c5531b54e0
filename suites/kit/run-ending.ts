import type { Farewell, Target } from './stage.js';

/** What is to be said of a whole run when it is over, beside its results. Plain data. */
export interface RunEnding extends Farewell {
  /** The worst lateness that the run has seen of anything that came, in milliseconds. */
  readonly worstLatenessMs: number;
  /** The silence that proved that nothing comes, as it was in the end, in milliseconds. */
  readonly silenceMs: number;
}

/** Closes a target, and sums up. */
export async function endRun(target: Target): Promise<RunEnding> {
  const farewell = await target.close();
  const { lateness, settings } = target;
  return {
    ...farewell,
    worstLatenessMs: Math.round(lateness.worst),
    silenceMs: Math.round(lateness.silence(settings.silence)),
  };
}
