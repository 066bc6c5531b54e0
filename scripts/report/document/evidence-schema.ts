import { z } from 'zod';

const at = z.number().describe('milliseconds since the check began');

const cut = z
  .object({ bytes: z.number(), sha256: z.string() })
  .describe('what the whole body was; there where it was cut');

const exchange = z
  .object({
    kind: z.literal('exchange'),
    at: z.number().describe('milliseconds since the check began, when the request was sent'),
    took: z.number().describe('milliseconds until the answer was there'),
    by: z.string().optional().describe('who asked; absent without an access token'),
    role: z
      .enum(['stage', 'look'])
      .optional()
      .describe("sets the stage, or is a look of the harness's own; absent on what the story is about"),
    method: z.string(),
    path: z.string(),
    requestHeaders: z.record(z.string(), z.string()).optional().describe('those that matter, by lower-case name'),
    requestBody: z.string().optional(),
    requestCut: cut.optional(),
    status: z.number().optional().describe('absent when no answer came'),
    responseHeaders: z.record(z.string(), z.string()).optional().describe('those that matter, by lower-case name'),
    responseBody: z.string().optional(),
    responseCut: cut.optional(),
  })
  .describe('a request with its answer');

const note = z.object({ kind: z.literal('note'), at, text: z.string() });

/** One thing that happened while a check ran. */
export const evidenceSchema = z.discriminatedUnion('kind', [exchange, note]);
