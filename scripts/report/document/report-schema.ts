import { z } from 'zod';

import { SORTS } from '../../../suites/kit/checks/sort.js';
import { conclusionSchema, revisionSchema } from './revision-schema.js';

/** The version of the report's form. It grows by one when a reader of the old form could be misled. */
export const REPORT_VERSION = 2;

const tool = z.object({
  name: z.string(),
  version: z.string(),
  commit: z.string().optional().describe('the commit that it was built from, where that is known'),
});

const target = z
  .object({
    name: z.string().describe('its URL, or `embedded`'),
    software: z
      .object({ name: z.string(), version: z.string().optional() })
      .optional()
      .describe('what it says that it is'),
    speaks: z.string().optional().describe('what it speaks of MSC4140, as a sentence'),
    versions: z.array(z.string()).optional().describe('the versions of the specification that it names'),
    unstableFeatures: z.array(z.string()).optional().describe('the experimental features that it has switched on'),
  })
  .describe('the homeserver that was judged');

const setting = z.object({
  value: z.unknown().describe('secrets are masked'),
  from: z.string().describe('where it was set'),
});

const preflight = z.object({
  revision: z.string(),
  implemented: z.boolean(),
  summary: z.array(z.string()).describe('how the server speaks it, in words'),
  reason: z.string().optional().describe('what was looked for and not found, with what a person can do'),
});

const seeds = z
  .object({
    seed: z.number().optional().describe('where chance began; absent where every check took its own usual seed'),
    runs: z.number().optional().describe('how many situations each check made up; absent where each chose itself'),
    timeBudgetMs: z.number().optional(),
    replay: z.string().optional().describe('the path of the one situation that was tried'),
  })
  .describe('how made-up situations were chosen');

const run = z
  .object({
    worstLatenessMs: z.number().describe('the worst lateness of anything that came'),
    silenceMs: z.number().describe('the silence that proved, in the end, that nothing comes'),
    throttledMs: z.number().describe('how long requests were held back because the server limits them, added up'),
    repeats: z.number().describe('how many checks were run twice, because a first run could not tell'),
    leftBehind: z.array(z.string()).describe('what could not be cleaned up, one sentence each'),
    remarks: z.array(z.string()).describe('what is worth knowing of the whole run, one sentence each'),
    kept: z.boolean().describe('whether everything was left behind on purpose'),
    accounts: z.number().optional().describe('how many accounts the run has used'),
    cleared: z
      .object({
        rooms: z.number().describe('rooms that were left and forgotten'),
        devices: z.number().describe('devices that were logged out'),
      })
      .optional()
      .describe('what was taken away again; accounts that were registered stay'),
    accountSources: z.array(z.string()).optional().describe('the ways by which it came by them'),
    cutShort: z.string().optional().describe('why the run ended before its time, where it did'),
  })
  .describe('how the run itself went');

/** One run of the suites, as a document that everything else is made from. */
export const reportSchema = z.object({
  version: z.literal(REPORT_VERSION),
  tool,
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  target,
  configuration: z.record(z.string(), setting).describe('the settings in force, by name'),
  again: z.string().describe('the command that runs against the same target once more'),
  only: z.array(z.string()).describe('what the run was limited to; empty for everything'),
  suite: z.enum(SORTS).describe('the sort of checks that it took'),
  seeds,
  preflight: z.array(preflight).describe('what a first look has found of each revision that was looked for'),
  conclusion: conclusionSchema.describe('the worst one of the revisions'),
  reason: z.string().describe('the conclusion in a sentence'),
  run,
  revisions: z.array(revisionSchema).describe('what was judged, by revision; empty where nothing could be'),
});

export type Report = z.infer<typeof reportSchema>;
