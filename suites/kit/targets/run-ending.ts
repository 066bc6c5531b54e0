import { metTogether } from '../connection/limit-waits.js';
import type { Farewell, Target } from './stage.js';

/** What is to be said of a whole run when it is over, beside its results. Plain data. */
export interface RunEnding extends Farewell {
  /** The worst lateness that the run has seen of anything that came, in milliseconds. */
  readonly worstLatenessMs: number;
  /** The silence that proved that nothing comes, as it was in the end, in milliseconds. */
  readonly silenceMs: number;
  /** What is worth knowing of the whole run, one sentence each. */
  readonly remarks: readonly string[];
  /** Why the run ended before its time, as a part of a sentence, where it did. */
  readonly cutShort?: string;
}

/** Closes a target, and sums up. */
export async function endRun(target: Target): Promise<RunEnding> {
  const { lateness, settings, ended, remarks } = target;
  const reason: unknown = ended?.aborted === true ? ended.reason : undefined;
  const farewell = await target.close();
  return {
    ...farewell,
    worstLatenessMs: Math.round(lateness.worst),
    remarks: remarks.sentences,
    silenceMs: Math.round(lateness.silence(settings.silence)),
    ...(reason instanceof Error ? { cutShort: reason.message } : {}),
  };
}

/** How a run went that was made of several, each with a target of its own; at least one. */
export function endingsTogether(endings: readonly RunEnding[]): RunEnding {
  const [only, ...others] = endings;
  if (only !== undefined && others.length === 0) return only;
  const cutShort = endings.find((ending) => ending.cutShort !== undefined)?.cutShort;
  return {
    left: endings.flatMap(({ left }) => left),
    throttledMs: endings.reduce((sum, { throttledMs }) => sum + throttledMs, 0),
    limitsMet: metTogether(endings.flatMap(({ limitsMet = [] }) => limitsMet)),
    worstLatenessMs: Math.max(...endings.map(({ worstLatenessMs }) => worstLatenessMs)),
    silenceMs: Math.max(...endings.map(({ silenceMs }) => silenceMs)),
    remarks: [...new Set(endings.flatMap(({ remarks }) => remarks))],
    ...(cutShort === undefined ? {} : { cutShort }),
  };
}
