import { z } from 'zod';

/** What a run of the suites is to do. Plain data: it crosses from the command into the runner's worker. */
export const runPlanSchema = z.object({
  /** Which revision's suites to run. */
  revision: z.enum(['futures']),
  /** The URL of a homeserver, or `embedded` for the reference in this process, or `mock` for it behind msw. */
  target: z.string(),
  /** Areas, requirement, question or check ids to run; empty for all. */
  only: z.array(z.string()),
  /** The longest single wait in real time, in milliseconds. */
  maxWait: z.number().positive().optional(),
  /** Options of `createHomeserver` for the embedded server. */
  embedded: z.record(z.string(), z.unknown()).optional(),
});

export type RunPlan = z.infer<typeof runPlanSchema>;
