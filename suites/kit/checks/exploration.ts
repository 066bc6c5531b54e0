import { z } from 'zod';

/** How checks that make up their own situations are to look for trouble. What is left out they choose themselves. */
export const explorationSchema = z.strictObject({
  /** Where chance begins: the same seed makes up the same situations. */
  seed: z.number().int().optional(),
  /** How many situations each check tries. */
  runs: z.number().int().positive().optional(),
  /** How long each check goes on trying, in milliseconds. */
  timeBudget: z.number().positive().optional(),
  /** The path, below the seed, of the one situation to try, as the report of a failure names it. */
  replay: z
    .string()
    .regex(/^\d+(:\d+)*$/)
    .optional(),
});

export type Exploration = z.infer<typeof explorationSchema>;
