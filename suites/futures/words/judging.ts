import type { Judging } from '../../scheduled-events/judging.js';

/** How this revision judges what all revisions judge. */
export const JUDGING: Judging = {
  ids: { missing: 'TIME-1', early: 'TIME-2', late: 'TIME-3', sender: 'TIME-1' },
  lateness: 1_000,
  // TIME-3: a job that looks once a minute is no failure.
  longestLateness: 75_000,
  aboutSenders: new Set(['TIME-1', 'TOKEN-1']),
};
