import { z } from 'zod';

import { SYMPTOMS } from '../../../suites/kit/checks/discrepancy.js';
import { VERDICTS } from '../../../suites/kit/checks/verdict.js';
import { courseSchema } from './course-schema.js';
import { evidenceSchema } from './evidence-schema.js';

/** How a broken requirement shows. */
export const symptomSchema = z.enum(SYMPTOMS).describe('how a broken requirement shows');

/** A reading of an open question that was observed. */
export const observationSchema = z.object({ question: z.string(), reading: z.string() });

const warning = z.object({ requirement: z.string(), message: z.string(), symptom: symptomSchema });

const scene = z
  .object({
    at: z.number().describe('milliseconds since the check began'),
    entries: z
      .number()
      .describe('how many things of the evidence had happened by then; what comes after was done to look closer'),
    exchange: z.number().optional().describe('which thing of the evidence is the answer that is wrong, from 0'),
    events: z
      .array(
        z.object({
          room: z.string(),
          type: z.string(),
          stateKey: z.string().optional(),
          label: z.string().describe('what tells its content from that of others'),
          unexpected: z.literal(true).optional().describe('it must not have been there by then'),
          missing: z.literal(true).optional().describe('it had to be there and was not; of several such one had to be'),
        }),
      )
      .describe("what had been sent into the check's rooms until then, but for markers and what comes with rooms"),
    ownServer: z.literal(true).optional().describe('the server was set up for this check in a way of its own'),
  })
  .describe('what there was to be seen when it was found');

const violation = z
  .object({
    symptom: symptomSchema,
    what: z.string().optional().describe('what was looked at, or when'),
    expected: z.string().optional(),
    seen: z.string().optional(),
    story: z.array(z.string()).optional().describe('the made-up story in which it was seen, line by line'),
    replay: z
      .object({ seed: z.number(), path: z.string() })
      .optional()
      .describe('where that story is found again, as the settings `seed` and `replay`'),
    scene: scene.optional(),
  })
  .describe('how the broken requirement shows, on a failure');

const expected = z
  .object({
    id: z.string().describe('the check or requirement that the baseline lists'),
    revision: z.string().optional().describe('the revision that it is about, where it says so'),
    reason: z.string(),
    link: z.string().optional(),
    expires: z.string().optional(),
  })
  .describe('the entry of the baseline that expects this failure');

/** What a run says of one check. */
export const checkSchema = z.object({
  id: z.string(),
  title: z.string(),
  revision: z.string(),
  area: z.string(),
  requirements: z.array(z.string()).describe('the requirements and open questions that the check verifies'),
  verdict: z.enum(VERDICTS),
  message: z.string().describe('why the verdict is not a pass, or what was observed'),
  broken: z.string().optional().describe('the broken requirement, on a failure'),
  violation: violation.optional(),
  spoiltBy: z.string().optional().describe('what else is broken, where the check cannot tell because of that'),
  expected: expected.optional(),
  mistake: z.literal(true).optional().describe('the check itself, or the harness, has a mistake'),
  judged: z.array(z.string()).describe('the requirements and questions on which this run came to a judgement'),
  observations: z.array(observationSchema),
  warnings: z.array(warning),
  durationMs: z.number(),
  runs: z.number().describe('2 where a first run was too coarse to tell'),
  evidence: z
    .array(evidenceSchema)
    .describe('what happened; of a check that has nothing to explain only where the run was asked for all evidence'),
  course: courseSchema.optional(),
});

export type CheckReport = z.infer<typeof checkSchema>;
