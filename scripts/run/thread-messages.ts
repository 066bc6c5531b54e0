import type { FirstLook } from '../../suites/first-look.js';
import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';

/** What a thread that runs checks tells the one that gives them out. */
export type FromThread =
  /** It is ready, and these are the checks of the run, in the order in which they want to begin. */
  | { readonly kind: 'ready'; readonly look: FirstLook; readonly checks: readonly { name: string; wait: number }[] }
  | { readonly kind: 'ended'; readonly result: CheckResult }
  | { readonly kind: 'closed'; readonly ending: RunEnding };

/** What the thread that gives out checks tells one that runs them. */
export type ToThread =
  | { readonly kind: 'run'; readonly name: string }
  /** The run is to end before its time. */
  | { readonly kind: 'stop' }
  /** There are no more checks. */
  | { readonly kind: 'close' };
