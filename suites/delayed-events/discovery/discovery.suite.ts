import type { Suite } from '../../kit/checks/check.js';
import { flagChecks } from './flags.checks.js';
import { nameChecks } from './names.checks.js';
import { prefixChecks } from './prefixes.checks.js';

/** The unstable prefix, and how clients find out what a server offers (DE-UNST-1 to DE-UNST-3, DE-DISC-1 to DE-DISC-3). */
export const discoverySuite: Suite = {
  revision: 'delayed-events',
  area: 'discovery',
  checks: [...flagChecks, ...prefixChecks, ...nameChecks],
};
