import { acceptedUnstable, noSuchWords } from './accepted.js';
import { entryReader } from './entries.js';
import { UNSTABLE, UNSTABLE_NAME, pathOf } from './paths.js';
import { bodyScheduling, postScheduling, queryScheduling } from './scheduling.js';
import { FOR_ANYBODY, NO_LOOKUP, WITHOUT_CAPABILITY, WITHOUT_LOOKUP, without } from './shortcomings.js';
import type { WireForm } from './wire-form.js';

const FORGOTTEN = 'what is over is forgotten at once, and any action on it is answered with 404';
const NO_UNSIGNED = 'the sender is not told the delay_id (Synapse does so from 1.150 on)';

/** What holds of all forms that schedule by a parameter of the undelayed endpoints. */
const BY_PARAMETER = {
  lacks: {
    'everything in one body': 'the delay is a parameter, and the body is the content',
    'transaction ids for state': 'state is scheduled without a transaction id',
    'transaction ids of its own': 'transaction ids are shared with the undelayed endpoint',
  },
  cannot: { 'DE-SCHED-6': 'transaction ids are shared with the undelayed endpoint' },
  alters: {
    'DE-SCHED-1': 'PUT on /send or /state with a parameter',
    'DE-SCHED-2': 'the delay is a parameter, the state key a part of the path',
    'DE-UNST-1': 'PUT on /send or /state with a parameter',
  },
} as const;

/** What a delayed event overwrites is not to be newer than it. */
const OVERTAKEN = {
  'delayed state beside newer state': 'newer state of another user cancels delayed state',
} as const;

/** Where it is over, it is gone. */
const FORGETFUL = {
  lacks: { 'a remembered outcome': FORGOTTEN, 'a lookup of what is over': FORGOTTEN },
  cannot: {
    'DE-ACT-8': FORGOTTEN,
    'DE-ACT-9': FORGOTTEN,
    'DE-ACT-10': FORGOTTEN,
    'DE-GET-7': FORGOTTEN,
    'DE-GET-8': FORGOTTEN,
    'DE-GET-9': FORGOTTEN,
    'DE-GET-11': FORGOTTEN,
    'DE-RET-1': FORGOTTEN,
    'DE-RET-2': FORGOTTEN,
  },
} as const;

const WITHOUT_UNSIGNED = {
  lacks: { 'a delay_id in unsigned': NO_UNSIGNED },
  cannot: { 'DE-UNS-1': NO_UNSIGNED, 'DE-UNST-3': NO_UNSIGNED },
} as const;

const unstable: Pick<WireForm, 'list' | 'names'> = {
  list: () => ({ method: 'GET', path: `${UNSTABLE}/delayed_events`, repeatable: true }),
  names: { capability: `${UNSTABLE_NAME}.delayed_events`, inUnsigned: [`${UNSTABLE_NAME}.delay_id`] },
};

const inBody: WireForm['act'] = (delayId, action) => ({
  method: 'POST',
  path: pathOf(`${UNSTABLE}/delayed_events`, delayId),
  json: { action },
});

/** The error for limits, before there were codes for them. */
const OLD_REFUSAL = { status: 400, errcodes: ['M_UNKNOWN'] } as const;

const BY_POST = { 'a parameter of POST': postScheduling } as const;

const IN_BODY = { 'the action in the body': inBody } as const;

/** Synapse with its open changes of 2026: the accepted way of scheduling beside the old ones, and outcomes. */
export const w5: WireForm = {
  ...acceptedUnstable,
  ...unstable,
  name: 'w5',
  spokenBy: 'Synapse with #20228 and #20229',
  schedule: bodyScheduling(UNSTABLE),
  unknownToken: 'refused',
  besides: { schedule: { 'a parameter of PUT': queryScheduling, ...BY_POST }, act: IN_BODY },
  lacks: { ...FOR_ANYBODY.lacks, ...OVERTAKEN },
  cannot: FOR_ANYBODY.cannot,
  alters: { ...acceptedUnstable.alters, ...FOR_ANYBODY.alters },
};

/** Synapse 1.161 and later. */
export const w4: WireForm = {
  ...w5,
  name: 'w4',
  spokenBy: 'Synapse 1.161 and later',
  schedule: queryScheduling,
  besides: { schedule: BY_POST, act: IN_BODY },
  lacks: { ...BY_PARAMETER.lacks, ...FOR_ANYBODY.lacks, ...OVERTAKEN, ...FORGETFUL.lacks },
  cannot: { ...BY_PARAMETER.cannot, ...FOR_ANYBODY.cannot, ...FORGETFUL.cannot },
  alters: { ...w5.alters, ...BY_PARAMETER.alters },
};

/** Synapse 1.157 to 1.160. */
export const w3: WireForm = {
  ...w4,
  name: 'w3',
  spokenBy: 'Synapse 1.157 to 1.160',
  lookup: noSuchWords(NO_LOOKUP),
  read: entryReader({ delay: 'delay', since: 'running_since', outcome: 'in finalised' }),
  refusals: { ...w4.refusals, 'too long': { status: 403, errcodes: ['M_FORBIDDEN'] } },
  lacks: { ...w4.lacks, ...WITHOUT_LOOKUP.lacks },
  cannot: { ...w4.cannot, ...WITHOUT_LOOKUP.cannot, 'DE-UNST-2': NO_LOOKUP },
  alters: { ...w4.alters, 'DE-LIM-2': '403 M_FORBIDDEN' },
};

/** Synapse 1.156: what it asks of a token that is sent is that it be valid. */
export const w2: WireForm = {
  ...w3,
  name: 'w2',
  spokenBy: 'Synapse 1.156',
  refusals: {
    ...w3.refusals,
    'too long': { ...OLD_REFUSAL, fields: { [`${UNSTABLE_NAME}.errcode`]: 'M_MAX_DELAY_EXCEEDED' } },
    'switched off': { ...OLD_REFUSAL, fields: { [`${UNSTABLE_NAME}.errcode`]: 'M_MAX_DELAY_UNSUPPORTED' } },
  },
  lacks: { ...w3.lacks, ...WITHOUT_CAPABILITY.lacks },
  cannot: { ...w3.cannot, ...WITHOUT_CAPABILITY.cannot },
  alters: {
    ...without(w3.alters, 'DE-CAP-1'),
    'DE-LIM-2': '400 M_UNKNOWN, with M_MAX_DELAY_EXCEEDED beside it',
    'DE-LIM-7': '400 M_UNKNOWN, with M_MAX_DELAY_UNSUPPORTED beside it',
  },
};

/** Synapse 1.143 to 1.155: access tokens with actions are passed over. */
export const w1: WireForm = {
  ...w2,
  name: 'w1',
  spokenBy: 'Synapse 1.143 to 1.155',
  unknownToken: 'passed over',
  lacks: { ...w2.lacks, ...WITHOUT_UNSIGNED.lacks },
  cannot: { ...w2.cannot, ...WITHOUT_UNSIGNED.cannot },
};

/** Synapse 1.116 to 1.142: the action stands in the body, and is the owner's alone. */
export const w0: WireForm = {
  ...w2,
  name: 'w0',
  spokenBy: 'Synapse 1.116 to 1.142',
  act: inBody,
  besides: { schedule: BY_POST, act: {} },
  refusals: { ...w2.refusals, 'unknown action': { status: 400, errcodes: ['M_INVALID_PARAM'] } },
  lacks: {
    ...without(w2.lacks, 'actions of the owner alone'),
    ...WITHOUT_UNSIGNED.lacks,
    'actions in the path': 'the action stands in the body',
  },
  cannot: { ...without(w2.cannot, 'DE-ACT-4'), ...WITHOUT_UNSIGNED.cannot },
  alters: { ...without(w2.alters, 'DE-ERR-2'), 'DE-ACT-1': 'the action stands in the body' },
};
