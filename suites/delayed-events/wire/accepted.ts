import { entryReader } from './entries.js';
import { UNSTABLE, UNSTABLE_NAME, pathOf } from './paths.js';
import { bodyScheduling } from './scheduling.js';
import type { WireForm, WireRequest } from './wire-form.js';

const NO_LIST = 'the accepted revision has no list';

/** The form of the accepted revision, on its stable paths. */
export const accepted: WireForm = {
  name: 'accepted',
  spokenBy: 'the accepted revision',
  schedule: bodyScheduling('/_matrix/client/v3'),
  ...managing('/_matrix/client/v1'),
  list: noSuchWords(NO_LIST),
  besides: { schedule: {}, act: {} },
  read: entryReader({ delay: 'delay_ms', since: 'delayed_since_ts', outcome: 'in finalised' }),
  names: { capability: 'm.delayed_events', inUnsigned: ['delay_id', `${UNSTABLE_NAME}.delay_id`] },
  refusals: {
    'too long': { status: 400, errcodes: ['M_DELAY_TOO_LARGE'] },
    'switched off': { status: 403, errcodes: ['M_FORBIDDEN'] },
    'over and contradicted': { status: 409 },
    'unknown action': { status: 404 },
  },
  lacks: { 'a list': NO_LIST },
  cannot: {},
  alters: {},
};

/** The form of the accepted revision, under its unstable prefix. */
export const acceptedUnstable: WireForm = {
  ...accepted,
  name: 'accepted-unstable',
  spokenBy: 'the accepted revision under its unstable prefix',
  schedule: bodyScheduling(UNSTABLE),
  ...managing(UNSTABLE),
  names: { capability: `${UNSTABLE_NAME}.delayed_events`, inUnsigned: accepted.names.inUnsigned },
  refusals: {
    ...accepted.refusals,
    // Q-UNSTABLE-CODE
    'too long': { status: 400, errcodes: ['ORG.MATRIX.MSC4140_DELAY_TOO_LARGE', 'M_DELAY_TOO_LARGE'] },
  },
  alters: { 'DE-CAP-1': 'under the unstable name', 'DE-LIM-2': 'either spelling of the error code' },
};

/** Actions in the path and a lookup of single events, below a prefix. */
export function managing(prefix: string): Pick<WireForm, 'act' | 'lookup'> {
  return {
    act: (delayId, action) => ({
      method: 'POST',
      path: pathOf(`${prefix}/delayed_events`, delayId, action),
      json: {},
    }),
    lookup: (delayId) => ({ method: 'GET', path: pathOf(`${prefix}/delayed_events`, delayId), repeatable: true }),
  };
}

/** Stands where a form has no words: a check that comes here has not said what it needs. */
export function noSuchWords(reason: string): () => WireRequest {
  return () => {
    throw new Error(`the check has to say what it needs: ${reason}`);
  };
}
