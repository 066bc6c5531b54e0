import { inject } from 'vitest';

import type { RunPlan } from './kit/targets/run-plan.js';
import { stopRequests } from './kit/targets/stop-channel.js';
import { conformance } from './vitest-adapter.js';

declare module 'vitest' {
  interface ProvidedContext {
    conformancePlan: RunPlan;
  }
}

// The one file that our command gives to Vitest: one file for all suites, since files would run one after the other.
await conformance(inject('conformancePlan'), stopRequests());
