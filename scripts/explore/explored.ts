import { prepareChecks } from '../../suites/kit/checks/prepare-checks.js';
import type { EmbeddedOptions } from '../../suites/kit/targets/embedded-target.js';
import type { Target } from '../../suites/kit/targets/stage.js';
import { modelledRevisionCalled } from '../../suites/modelled-revisions.js';
import { revisionCalled } from '../../suites/revisions.js';
import { explore } from '../../suites/sequences/explore.js';
import type { Findings, Search } from '../../suites/sequences/exploration.js';
import { exactPace, tickingPace } from '../../suites/sequences/pace.js';
import { type Circumstances, SEQUENCE_NEEDS } from '../../suites/sequences/run-sequence.js';
import type { Terms } from '../../suites/sequences/terms.js';
import { openTarget } from './open-target.js';

/** A homeserver that can be told sequences, with what is to be known of it. */
export interface Explored extends Pick<Circumstances<Terms>, 'revision' | 'target' | 'dialect' | 'known'> {
  readonly time: 'virtual' | 'real';
  /** What there is to be said of it, in a few words. */
  readonly summary: readonly string[];
}

/**
 * Opens a homeserver and finds out how it speaks a revision.
 *
 * @param name - its URL, or `embedded`
 * @param revisionName - by whose model it is judged
 * @param embedded - how the embedded one is set up
 * @returns why there is nothing to explore, where there is not
 */
export async function openExplored(
  name: string,
  revisionName: string,
  embedded: EmbeddedOptions,
): Promise<{ readonly target: Target; readonly explored: Explored | string }> {
  const { target, time } = await openTarget(name, embedded);
  try {
    const revision = modelledRevisionCalled(revisionName);
    await target.reach?.();
    const { preflight } = await prepareChecks(target, revisionCalled(revisionName));
    if (!preflight.implemented) return { target, explored: preflight.reason };
    const { dialect, summary } = preflight;
    const known = await revision.knownOf(target, dialect);
    return { target, explored: { revision, target, dialect, known, time, summary } };
  } catch (error) {
    await target.close();
    throw error;
  }
}

/** Tells it sequences, each in its own time where that can be moved, and else side by side in real time. */
export async function exploreOnce(
  search: Search,
  { revision, target, dialect, known, time }: Explored,
): Promise<Findings<Terms>> {
  const check = { id: 'explore', needs: SEQUENCE_NEEDS };
  const circumstances = { revision, target, dialect, known, check, tag: `fc-${search.seed?.toString(36)}` };
  if (time === 'virtual') return explore(search, circumstances, exactPace(revision));
  const stage = await target.open(check.needs);
  try {
    const tick = target.settings.beat * revision.tickFactor(dialect);
    return await explore(search, circumstances, tickingPace(revision, stage, tick));
  } finally {
    await stage.close();
  }
}
