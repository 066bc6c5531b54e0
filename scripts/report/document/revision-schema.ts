import { z } from 'zod';

import { CONCLUSIONS } from '../../../suites/kit/checks/conclusion.js';
import { type Verdict, VERDICTS } from '../../../suites/kit/checks/verdict.js';
import { checkSchema, observationSchema, symptomSchema } from './check-schema.js';

/** What a run amounts to. */
export const conclusionSchema = z.enum(CONCLUSIONS);

/** How many checks came to which verdict. */
const totals = z.object(
  Object.fromEntries(VERDICTS.map((verdict) => [verdict, z.number()])) as Record<Verdict, z.ZodNumber>,
);

const finding = z
  .object({
    requirement: z.string().describe('what is broken, or the question that was read otherwise than pinned'),
    level: z.enum(['fail', 'warning']),
    symptom: symptomSchema,
    witnesses: z.array(z.string()).describe('the checks that show it, by id, the best example first'),
    alsoBroken: z.array(z.string()).describe('other requirements that seem to be broken for the same reason'),
    spoilt: z.array(z.string()).describe('the checks that cannot tell because of it, by id'),
    again: z.string().describe('the command that shows the best example once more'),
  })
  .describe('one thing that is wrong, and all that shows it');

const requirement = z.object({
  id: z.string(),
  kind: z.string().describe('how firmly it holds: explicit, derived, advice, optional or observation'),
  area: z.string(),
  wording: z.string().describe('what it asks for, in words'),
  source: z.string().describe('where that is said'),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'not-applicable']),
  checks: z.array(z.string()).describe('the checks that verify it, by id'),
});

const question = z
  .object({
    id: z.string(),
    question: z.string(),
    usual: z.string().optional().describe('the reading of the reference homeserver'),
    pinned: z.string().optional().describe('the reading that this run made a requirement'),
    observed: z
      .array(z.string())
      .describe('the readings that were observed; more than one where the server differs with itself'),
    meanings: z.record(z.string(), z.string()).describe('what the readings mean, by their names'),
  })
  .describe('an open question that checks of this run looked into');

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
        revision: z.string().optional(),
        reason: z.string(),
        why: z.enum(['passes', 'expired']),
      }),
    ),
  })
  .describe('what the baseline comes to, where there is one');

/** What a run says of one revision. */
export const revisionSchema = z.object({
  name: z.string(),
  implemented: z.boolean().describe('whether the server was found to implement it, and to have it switched on'),
  dialect: z.array(z.string()).describe('how the server speaks the revision, in words'),
  wire: wire.optional(),
  conclusion: conclusionSchema,
  reason: z.string().describe('the conclusion in a sentence'),
  totals,
  areas: z.array(z.object({ name: z.string(), title: z.string() })).describe('in the order in which they are told'),
  findings: z.array(finding).describe('what is wrong, the worst first; without what a baseline expects'),
  baseline: baseline.optional(),
  checks: z.array(checkSchema),
  requirements: z.array(requirement),
  questions: z.array(question),
  observations: z.array(observationSchema).describe('the readings of all checks, in their order'),
});

export type RevisionReport = z.infer<typeof revisionSchema>;
export type WireStanding = z.infer<typeof wire>;
export type FindingReport = z.infer<typeof finding>;
export type RequirementReport = z.infer<typeof requirement>;
export type QuestionReport = z.infer<typeof question>;
