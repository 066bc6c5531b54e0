import { july } from './july.js';
import { UNSTABLE } from './paths.js';
import { entryReader } from './entries.js';
import { bodyScheduling } from './scheduling.js';
import { FOR_ANYBODY, WITHOUT_CAPABILITY } from './shortcomings.js';
import type { WireForm } from './wire-form.js';

const AFTER_THE_END = 'how actions on what is over are answered was not settled yet';
const REFUSALS = 'how scheduling is refused for a limit was not settled yet';
const KEEPING = 'for how long outcomes are kept was not settled yet';

/** The form of the text of June 2026: `delay` for `delay_ms`, and actions for whoever knows the id. */
export const june: WireForm = {
  ...july,
  name: 'p-2026-06',
  spokenBy: 'the text of June 2026',
  schedule: bodyScheduling(UNSTABLE, 'delay'),
  read: entryReader({ delay: 'delay', since: 'running_since', outcome: 'beside the others' }),
  refusals: { ...july.refusals, 'too long': { status: 400 }, 'over and contradicted': { status: 409 } },
  lacks: { ...FOR_ANYBODY.lacks, ...WITHOUT_CAPABILITY.lacks, 'a remembered outcome': AFTER_THE_END },
  cannot: {
    ...july.cannot,
    ...FOR_ANYBODY.cannot,
    ...WITHOUT_CAPABILITY.cannot,
    'DE-ACT-8': AFTER_THE_END,
    'DE-ACT-9': AFTER_THE_END,
    'DE-ACT-10': AFTER_THE_END,
    'DE-ACT-16': AFTER_THE_END,
    'DE-LIM-2': REFUSALS,
    'DE-LIM-5': REFUSALS,
    'DE-LIM-7': REFUSALS,
    'DE-RET-1': KEEPING,
    'DE-RET-2': KEEPING,
  },
  alters: {
    ...FOR_ANYBODY.alters,
    'DE-SCHED-2': 'delay for delay_ms',
    'DE-GET-3': 'delay for delay_ms, and running_since for delayed_since_ts',
    'DE-GET-7': 'finalised_ts and event_id beside the other fields',
    'DE-GET-8': 'finalised_ts and error beside the other fields',
    'DE-GET-9': 'finalised_ts beside the other fields',
  },
};
