import { z } from 'zod';

/** The form of an expiry: a calendar day. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const entrySchema = z.strictObject({
  id: z.string().min(1).describe('The check that fails, or the requirement (or pinned open question) that is broken.'),
  revision: z
    .string()
    .min(1)
    .optional()
    .describe('The revision in which it fails. Without it the entry is about every revision that has the id.'),
  reason: z.string().trim().min(1).describe('Why the failure is expected.'),
  link: z.url().optional().describe('Where to read more, such as an issue.'),
  expires: z
    .string()
    .regex(DAY)
    .refine((day) => isDay(day))
    .optional()
    .describe('The last day, as YYYY-MM-DD, on which the failure is expected.'),
});

/** The failures that are expected of a server: the whole grammar of a baseline. */
export const baselineSchema = z.strictObject({
  'expected-failures': z.array(entrySchema).describe('One entry for each check or requirement.'),
});

export type BaselineEntry = z.infer<typeof entrySchema>;

/** What has to stand in the fields of an entry, in words. */
export const EXPECTED_IN_ENTRY: Readonly<Record<string, string>> = {
  'expected-failures': 'a list of entries, each with id and reason',
  id: 'the id of a check or a requirement, such as TOKEN-3',
  revision: 'the name of a revision, such as delayed-events',
  reason: 'a sentence that says why this failure is expected',
  link: 'a URL, such as https://example.org/issues/7',
  expires: 'a day, such as 2027-01-31',
};

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
