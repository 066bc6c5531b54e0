import { RunBlocker, type RunBlockerKind } from './kit/connection/run-blocker.js';
import type { Activity } from './kit/targets/activity.js';
import type { RunEnding } from './kit/targets/run-ending.js';
import type { RunPlan } from './kit/targets/run-plan.js';
import { type PreparedRun, type RevisionLook, prepareRun } from './prepare-run.js';
import type { ServerFacts } from './spoken/server-software.js';

/** What the first look at the target has found out, or why it failed. */
export type FirstLook = { readonly target: string } &
  /** What it speaks, as a sentence without a full stop, and what there is of each revision that was looked for. */
  (
    | {
        readonly reached: true;
        readonly speaks: string;
        readonly server?: ServerFacts;
        readonly looks: readonly RevisionLook[];
      }
    /** Where a person can do something about it, there is the kind of obstacle. */
    | { readonly reached: false; readonly reason: string; readonly kind?: RunBlockerKind }
  );

/** A run that has been prepared, or nothing where the target could not be used; and what the first look has found out. */
export interface BegunRun {
  readonly look: FirstLook;
  readonly prepared?: PreparedRun;
  /** How the run went where it could not be prepared, once the target had been opened. */
  readonly ending?: RunEnding;
}

/**
 * Prepares a run and puts into words what came of it. Never throws.
 *
 * @param plan - what to run against which target
 * @param stop - aborted, with an error as its reason, to end the run before its time
 * @param activity - where to say what the run does and waits for
 */
export async function beginRun(plan: RunPlan, stop?: AbortSignal, activity?: Activity): Promise<BegunRun> {
  const { target } = plan;
  let ending: RunEnding | undefined;
  try {
    const prepared = await prepareRun(plan, stop, activity, (abandoned) => (ending = abandoned));
    const { speaks, server, looks } = prepared;
    return { look: { target, reached: true, speaks, ...(server === undefined ? {} : { server }), looks }, prepared };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const kind = error instanceof RunBlocker ? { kind: error.kind } : {};
    return { look: { target, reached: false, reason, ...kind }, ...(ending === undefined ? {} : { ending }) };
  }
}
