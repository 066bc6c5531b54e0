import { z } from 'zod';

import type { DialectSetting } from '../kit/checks/revision.js';
import { FORM_NAMES } from './wire/wire-form.js';

/** How a server speaks the `delayed-events` revision, as its preflight found out. */
export const delayedEventsDialectSchema = z.object({
  /** The wire form that the checks speak. */
  form: z.enum(FORM_NAMES),
  /** Whether the accepted revision's stable paths are there. */
  stable: z.boolean(),
  /** Whether paths under the unstable prefix are there. */
  unstable: z.boolean(),
  /** The form of the unstable paths, where they are there beside the stable ones. */
  beside: z.enum(FORM_NAMES).optional(),
  /** A delay in milliseconds that the server accepts and that no check lives to see run out. */
  farDelay: z.number().positive(),
  /** The longest delay in milliseconds, where the server tells one. */
  maxDelay: z.number().optional(),
  /** How many events a user may have waiting, where the server tells it. */
  maxScheduled: z.number().optional(),
  /** Whether the server keeps what is over, so that it can be looked up. */
  retains: z.boolean(),
});

export type DelayedEventsDialect = z.infer<typeof delayedEventsDialectSchema>;

/** Parts of a dialect that somebody has set. */
export const knownDialectSchema = delayedEventsDialectSchema.partial().strict();

export type KnownDialect = z.infer<typeof knownDialectSchema>;

/** What a person may set about how a server speaks the revision. */
export const delayedEventsSettings = {
  wire: {
    field: 'form',
    schema: z
      .enum(FORM_NAMES)
      .describe('The form in which delayed events are spoken of; unset, it is found out, the accepted one first.'),
    placeholder: 'name',
    help: `form in which delayed events are spoken of (${FORM_NAMES.join(', ')}), instead of finding it out`,
    expected: `one of ${FORM_NAMES.join(', ')}`,
  },
} as const satisfies Readonly<Record<string, DialectSetting>>;
