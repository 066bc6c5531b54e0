import { accepted, acceptedUnstable } from './accepted.js';
import { entryReader } from './entries.js';
import { UNSTABLE } from './paths.js';
import type { WireForm } from './wire-form.js';

/** The form of the text of July 2026, under the unstable prefix. */
export const july: WireForm = {
  ...acceptedUnstable,
  name: 'july',
  spokenBy: 'the text of July 2026',
  list: () => ({ method: 'GET', path: `${UNSTABLE}/delayed_events`, repeatable: true }),
  read: entryReader({ delay: 'delay_ms', since: 'scheduled_at', outcome: 'beside the others' }),
  refusals: {
    ...acceptedUnstable.refusals,
    'too long': { status: 403, errcodes: ['M_FORBIDDEN'] },
  },
  lacks: {},
  cannot: { 'DE-GET-10': 'in this form the outcome stands beside the other fields' },
  alters: {
    ...acceptedUnstable.alters,
    'DE-LIM-2': '403 M_FORBIDDEN',
    'DE-GET-3': 'scheduled_at for delayed_since_ts',
    'DE-GET-7': 'finalised_ts and event_id beside the other fields',
    'DE-GET-8': 'finalised_ts and error beside the other fields',
    'DE-GET-9': 'finalised_ts beside the other fields',
  },
};

/** The same on stable paths, where servers put it before it was accepted. */
export const julyStable: WireForm = {
  ...july,
  name: 'july-stable',
  spokenBy: 'the text of July 2026 on stable paths',
  schedule: accepted.schedule,
  act: accepted.act,
  lookup: accepted.lookup,
  list: () => ({ method: 'GET', path: '/_matrix/client/v1/delayed_events', repeatable: true }),
  names: accepted.names,
};
