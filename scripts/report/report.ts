import { z } from 'zod';

import { SYMPTOMS } from '../../suites/kit/checks/discrepancy.js';
import { SORTS } from '../../suites/kit/checks/sort.js';
import { VERDICTS } from '../../suites/kit/checks/verdict.js';

/** The version of the report's form. It grows by one when a reader of the old form could be misled. */
export const REPORT_VERSION = 1;

const verdict = z.enum(VERDICTS);

const evidenceEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exchange'),
    at: z.number().describe('milliseconds since the check began'),
    took: z.number().describe('milliseconds until the answer was there'),
    by: z.string().optional().describe('who asked; absent without an access token'),
    method: z.string(),
    path: z.string(),
    requestBody: z.string().optional(),
    status: z.number().optional().describe('absent when no answer came'),
    responseBody: z.string().optional(),
  }),
  z.object({ kind: z.literal('note'), at: z.number(), text: z.string() }),
]);

const moment = z.number().describe('milliseconds since the check began');

const course = z
  .object({
    requests: z.array(
      z.object({
        at: moment,
        took: z.number(),
        by: z.string().optional(),
        what: z.string().describe('the endpoint, without what names a room, a user or a token'),
        status: z.number().optional(),
      }),
    ),
    arrivals: z
      .array(
        z.object({
          at: moment,
          by: z.string(),
          what: z.string(),
          marker: z.literal(true).optional().describe('sent only to see that nothing came before it'),
          unexpected: z.literal(true).optional().describe('the check had no use for it'),
        }),
      )
      .describe('the events that were seen in rooms'),
    expectations: z.array(
      z.object({
        kind: z
          .enum(['due', 'not-due', 'silence'])
          .describe('an event had to come; it would have been due, and must not come; nothing was to come'),
        from: moment,
        to: moment,
        until: moment.optional().describe('until when lateness is fine, or when a silence was long enough'),
        came: moment.optional().describe('when the event that had to come was seen'),
        what: z.string(),
      }),
    ),
  })
  .describe('when what happened, for a picture');

const observation = z.object({ question: z.string(), reading: z.string() });
const symptom = z.enum(SYMPTOMS).default('different').describe('how a broken requirement shows');
const warning = z.object({ requirement: z.string(), message: z.string(), symptom });

const violation = z
  .object({
    symptom,
    what: z.string().optional().describe('what was looked at, or when'),
    expected: z.string().optional(),
    seen: z.string().optional(),
    story: z.array(z.string()).optional().describe('the made-up story in which it was seen, line by line'),
    replay: z
      .object({ seed: z.number(), path: z.string() })
      .optional()
      .describe('where that story is found again, as the settings `seed` and `replay`'),
  })
  .describe('how the broken requirement shows, on a failure');

const expected = z
  .object({
    id: z.string().describe('the check or requirement that the baseline lists'),
    reason: z.string(),
    link: z.string().optional(),
    expires: z.string().optional(),
  })
  .describe('the entry of the baseline that expects this failure');

const checkReport = z.object({
  id: z.string(),
  title: z.string(),
  revision: z.string(),
  area: z.string(),
  requirements: z.array(z.string()).describe('the requirements and open questions that the check verifies'),
  verdict,
  message: z.string().describe('why the verdict is not a pass, or what was observed'),
  broken: z.string().optional().describe('the broken requirement, on a failure'),
  violation: violation.optional(),
  spoiltBy: z.string().optional().describe('what else is broken, where the check cannot tell because of that'),
  expected: expected.optional(),
  mistake: z.literal(true).optional().describe('the check itself, or the harness, has a mistake'),
  judged: z.array(z.string()).describe('the requirements and questions on which this run came to a judgement'),
  observations: z.array(observation),
  warnings: z.array(warning),
  durationMs: z.number(),
  runs: z.number().describe('2 where a first run was too coarse to tell'),
  evidence: z.array(evidenceEntry).describe('what happened, on failures and where nothing could be said'),
  course: course.optional(),
});

const finding = z
  .object({
    requirement: z.string().describe('what is broken, or the question that was read otherwise than pinned'),
    level: z.enum(['fail', 'warning']),
    symptom,
    witnesses: z.array(z.string()).describe('the checks that show it, by id, the best example first'),
    alsoBroken: z.array(z.string()).describe('other requirements that seem to be broken for the same reason'),
    spoilt: z.array(z.string()).describe('the checks that cannot tell because of it, by id'),
  })
  .describe('one thing that is wrong, and all that shows it');

const requirementReport = z.object({
  id: z.string(),
  kind: z.string(),
  area: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'not-applicable']),
  checks: z.array(z.string()).describe('the checks that verify it, by id'),
});

const run = z
  .object({
    worstLatenessMs: z.number().describe('the worst lateness of anything that came'),
    silenceMs: z.number().describe('the silence that proved, in the end, that nothing comes'),
    throttledMs: z.number().describe('how long requests were held back because the server limits them, added up'),
    repeats: z.number().describe('how many checks were run twice, because a first run could not tell'),
    leftBehind: z.array(z.string()).describe('what could not be cleaned up, one sentence each'),
    remarks: z.array(z.string()).default([]).describe('what is worth knowing of the whole run, one sentence each'),
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

const wire = z
  .object({
    form: z.string().describe('the form that the server speaks, in words'),
    expressible: z.number().describe('how many requirements that form can express'),
    kept: z.number().describe('how many of them the server keeps'),
    broken: z.array(z.string()).describe('those of them that it breaks, by id'),
    unjudged: z.array(z.string()).describe('those of them on which the run came to no judgement, by id'),
    lacks: z.array(z.string()).describe('what the accepted form has words for, and this one has not'),
    cannot: z.record(z.string(), z.string()).describe('requirements that it cannot express, each with the reason'),
    alters: z.record(z.string(), z.string()).describe('requirements that it expresses otherwise, each with how'),
    headline: z.string().describe('all that in a sentence without a full stop'),
  })
  .describe('where the server stands on its way to the accepted revision');

const baseline = z
  .object({
    stale: z.array(
      z.object({
        id: z.string(),
        reason: z.string(),
        why: z.enum(['passes', 'expired']),
      }),
    ),
  })
  .describe('what the baseline comes to, where there is one');

/** One run of the suites, as a document that everything else is made from. */
export const reportSchema = z.object({
  version: z.literal(REPORT_VERSION),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  revision: z.string().describe('the revision that was judged; `none` where the run ended before one was'),
  target: z.string(),
  speaks: z.string().optional().describe('what the server speaks of MSC4140, as a sentence'),
  dialect: z.array(z.string()).describe('how the server speaks the revision, in words'),
  wire: wire.optional(),
  only: z.array(z.string()).describe('what the run was limited to; empty for everything'),
  suite: z.enum(SORTS).describe('the sort of checks that it took'),
  conclusion: z.enum(['conformant', 'not-conformant', 'could-not-judge', 'stale-baseline']),
  reason: z.string().describe('the conclusion in a sentence'),
  totals: z.record(verdict, z.number()),
  findings: z.array(finding).default([]).describe('what is wrong, the worst first; without what a baseline expects'),
  run,
  baseline: baseline.optional(),
  checks: z.array(checkReport),
  requirements: z.array(requirementReport),
  observations: z.array(observation),
});

export type Report = z.infer<typeof reportSchema>;
export type WireStanding = z.infer<typeof wire>;
export type CheckReport = z.infer<typeof checkReport>;
export type FindingReport = z.infer<typeof finding>;
export type RequirementReport = z.infer<typeof requirementReport>;
