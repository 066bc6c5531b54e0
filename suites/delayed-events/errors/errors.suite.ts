import type { Suite } from '../../kit/checks/check.js';
import { accessChecks } from './access.checks.js';
import { byteInputChecks } from './any-bytes.checks.js';
import { browserChecks } from './browsers.checks.js';
import { leftoverChecks } from './leftovers.checks.js';
import { resilienceChecks } from './resilience.checks.js';

/** What all endpoints have in common when something goes wrong (DE-ERR-1 to DE-ERR-6). */
export const errorsSuite: Suite = {
  revision: 'delayed-events',
  area: 'errors',
  checks: [...accessChecks, ...resilienceChecks, ...leftoverChecks, ...browserChecks, ...byteInputChecks],
};
