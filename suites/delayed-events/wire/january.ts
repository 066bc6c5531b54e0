import { noSuchWords } from './accepted.js';
import { june } from './june.js';
import { FOR_ANYBODY, NO_LOOKUP, WITHOUT_LOOKUP, without } from './shortcomings.js';
import type { WireForm } from './wire-form.js';

/** Outcomes are in the list alone, in words that no later form has. */
const LISTED = 'an outcome stands in a list of its own, with a reason and in other words';

/** The form of the text of January 2026: one list of what waits and of what is over, and no lookup. */
export const january: WireForm = {
  ...june,
  name: 'p-2026-01',
  spokenBy: 'the text of January 2026',
  lookup: noSuchWords(NO_LOOKUP),
  refusals: { ...june.refusals, 'too long': { status: 400, errcodes: ['M_MAX_DELAY_EXCEEDED'] } },
  lacks: { ...june.lacks, ...WITHOUT_LOOKUP.lacks, 'a lookup of what is over': LISTED },
  cannot: {
    ...without(june.cannot, 'DE-LIM-2'),
    ...WITHOUT_LOOKUP.cannot,
    'DE-GET-7': LISTED,
    'DE-GET-8': LISTED,
    'DE-GET-9': LISTED,
    'DE-GET-11': LISTED,
    'DE-LIM-5': 'more events than may wait are refused with 400 M_MAX_DELAYED_EVENTS_EXCEEDED, and no time is told',
    'DE-UNST-2': NO_LOOKUP,
  },
  alters: {
    ...FOR_ANYBODY.alters,
    'DE-SCHED-2': 'delay for delay_ms',
    'DE-LIM-2': '400 M_MAX_DELAY_EXCEEDED',
  },
};
