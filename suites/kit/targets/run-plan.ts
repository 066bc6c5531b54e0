import { z } from 'zod';

import { revisionNames } from '../../../fixtures/requirements/catalogue.js';
import { ACCOUNT_SOURCES } from '../accounts/account-source-name.js';
import { explorationSchema } from '../checks/exploration.js';
import { PIN_SETS } from './pin-sets.js';
import { RUN_BOUNDS } from './run-bounds.js';
import { SORTS } from '../checks/sort.js';

/** A user who exists already. */
const credentialsSchema = z.strictObject({
  user: z.string().min(1).describe('localpart or full user id'),
  password: z.string().min(1),
});

/** How to come by accounts on the target. */
export const accountsPlanSchema = z.strictObject({
  source: z
    .enum(['auto', ...ACCOUNT_SOURCES])
    .default('auto')
    .describe('one way and no other; auto tries all in order'),
  tokens: z
    .array(z.string().min(1))
    .default([])
    .describe('access tokens of accounts that the run may use, three at best'),
  registrationToken: z.string().min(1).optional().describe('for the registration flow m.login.registration_token'),
  sharedSecret: z.string().min(1).optional().describe("Synapse's registration_shared_secret"),
  adminToken: z
    .string()
    .min(1)
    .optional()
    .describe("of an administrator of a Synapse, who takes the rate limits from the run's accounts"),
  asToken: z
    .string()
    .min(1)
    .optional()
    .describe('the access token of an application service, for what only such may do'),
  credentials: z.array(credentialsSchema).default([]).describe('existing users to log in with m.login.password'),
});

export type AccountsPlan = z.infer<typeof accountsPlanSchema>;

/** What a run of the suites is to do. Plain data: it crosses from the command into the runner's worker. */
export const runPlanSchema = z.strictObject({
  /** Which revisions to judge; unset, those that the target speaks. */
  revisions: z.array(z.enum(revisionNames)).min(1).optional(),
  /** The URL of a homeserver, or `embedded` for the reference in this process. */
  target: z.string(),
  /** Areas, requirement, question or check ids to run; empty for all. */
  only: z.array(z.string()).default([]),
  /** The checks to begin with, by their ids: those that are known to take longest, such as those that fail. */
  first: z.array(z.string()).default([]),
  /** Which sort of checks; what is usual for the target, unless set. */
  sort: z.enum(SORTS).optional(),
  accounts: accountsPlanSchema.prefault({}),
  /** Headers that every request carries beside our own. */
  headers: z.record(z.string(), z.string()).default({}),
  /** Certificate authorities to trust beside the usual ones, in PEM form. */
  ca: z.string().optional(),
  /** By revision, what is known of how the server speaks it, and need not be found out. */
  dialect: z.partialRecord(z.enum(revisionNames), z.record(z.string(), z.unknown())).default({}),
  /** The longest single wait in real time, in milliseconds. */
  maxWait: z.number().positive().optional(),
  /** How long one request may wait because the server limits requests, in milliseconds. */
  limitWait: z.number().positive().optional(),
  /** How long the whole run, and cleaning up after it, may take over a URL, in milliseconds. */
  bounds: z
    .strictObject({
      duration: z.number().positive().default(RUN_BOUNDS.duration),
      cleanUp: z.number().nonnegative().default(RUN_BOUNDS.cleanUp),
    })
    .prefault({}),
  /** The silence that proves that nothing comes, in milliseconds; unset, it follows from the lateness measured. */
  silence: z.number().nonnegative().optional(),
  /** How much lateness is a failure, in milliseconds; unset, none is. */
  pinnedLateness: z.number().nonnegative().optional(),
  /** How many requests are under way at the same time, long polls aside. */
  concurrency: z.number().int().positive().optional(),
  /** Open questions that are no longer open: the reading that the server has to follow, by the question's id. */
  pins: z.record(z.string(), z.string()).default({}),
  /** A named set of pins, which single ones go before. */
  pinSet: z.enum(PIN_SETS).optional(),
  /** How checks that make up their own situations look for trouble. */
  exploration: explorationSchema.prefault({}),
  /** Restarts the homeserver, in a shell; what survives is observed at the end of the run. */
  restartCommand: z.string().min(1).optional(),
  /** Whether the report tells what happened in every check, or only where there is something to explain. */
  evidence: z.enum(['telling', 'all']).default('telling'),
  /** Whether to leave accounts, rooms and futures behind for inspection. */
  keep: z.boolean().default(false),
  /** Options of `createHomeserver` for the embedded server. */
  embedded: z.record(z.string(), z.unknown()).optional(),
});

export type RunPlan = z.infer<typeof runPlanSchema>;

/** A plan as somebody writes it: everything but the target has a default. */
export type RunPlanInput = z.input<typeof runPlanSchema>;
