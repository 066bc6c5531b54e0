import type { RevisionSuites } from './kit/checks/revision.js';
import { futuresSuites } from './futures/index.js';

/** The revisions that there are suites for, by name. */
export const revisions: Readonly<Record<string, RevisionSuites>> = {
  [futuresSuites.name]: futuresSuites,
};
