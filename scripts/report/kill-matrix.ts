import { z } from 'zod';

/**
 * What the failures on a faulty homeserver say of the fault: `right` when it was caught for what it breaks and for
 * nothing that it does not break, `wrong` when it was caught otherwise, `missed` when it was not caught, and `unseen` when
 * that is as it should be, since nobody could tell that anything is broken.
 */
export const ATTRIBUTIONS = ['right', 'wrong', 'missed', 'unseen'] as const;

/** Whether a fault was caught, and for what it is. */
export type Attribution = (typeof ATTRIBUTIONS)[number];

const failureSchema = z.object({ check: z.string(), broken: z.string(), message: z.string() });

/** What one suite has found on one homeserver. */
const findingsSchema = z.object({
  ran: z
    .number()
    .int()
    .nonnegative()
    .describe('how many checks were run; all others cannot tell it from the reference'),
  failures: z.array(failureSchema),
  inconclusive: z.array(z.object({ check: z.string(), message: z.string() })),
});

const attributionSchema = z.enum(ATTRIBUTIONS);

/** A faulty homeserver, and what became of it. */
const faultRowSchema = z.object({
  fault: z.string(),
  breaks: z.array(z.string()),
  alsoBreaks: z.array(z.string()),
  findings: z.record(z.string(), findingsSchema).describe('by suite'),
  attribution: z.record(z.string(), attributionSchema).describe('by suite, and by all of them together'),
});

/** A legitimate homeserver, and what became of it. */
const variantRowSchema = z.object({
  variant: z.string(),
  readings: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.string()).default({}),
  findings: z.record(z.string(), findingsSchema),
});

/** Which suites catch which faults, and what they make of homeservers without one. */
export const killMatrixSchema = z.object({
  format: z.literal('futures-conformance/kill-matrix'),
  version: z.literal(1),
  revision: z.string(),
  suites: z.array(z.string()),
  faults: z.array(faultRowSchema),
  variants: z.array(variantRowSchema),
  /** By requirement, the faults that a check of that very requirement has caught by it. */
  guards: z.record(z.string(), z.array(z.string())),
  seconds: z.number().nonnegative(),
});

export type FaultRow = z.infer<typeof faultRowSchema>;
export type VariantRow = z.infer<typeof variantRowSchema>;
export type KillMatrix = z.infer<typeof killMatrixSchema>;

/** What all suites of a run together are called. */
export const TOGETHER = 'together';

/** Reads a matrix that was stored; `undefined` where it is none. */
export function readKillMatrix(text: string): KillMatrix | undefined {
  try {
    return killMatrixSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
