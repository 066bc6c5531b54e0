import type { Judging } from '../../scheduled-events/judging.js';

/** How this revision judges what all revisions judge. */
export const JUDGING: Judging = {
  ids: { missing: 'DE-SEND-1', early: 'DE-TIME-1', late: 'DE-TIME-3', sender: 'DE-SEND-1' },
  // DE-TIME-2
  lateness: 30_000,
  bound: 30_000,
  // DE-TIME-3: a job that looks once a minute is no failure.
  longestLateness: 75_000,
  aboutSenders: new Set(),
};
