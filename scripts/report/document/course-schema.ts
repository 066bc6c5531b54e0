import { z } from 'zod';

const moment = z.number().describe('milliseconds since the check began');

/** When what happened in a check, for a picture. */
export const courseSchema = z
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
