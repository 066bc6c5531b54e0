import { FUTURES_PREFIXES } from '../futures/dialect.js';

/** Under which a server puts the endpoints of MSC4140 until it is in the specification. */
export const UNSTABLE_PREFIX = '/_matrix/client/unstable/org.matrix.msc4140';

/** The endpoints of delayed events that are looked for: by each, one or several forms show themselves. */
const DELAYED_EVENTS_PROBES = [
  { endpoint: 'stable lookup', method: 'GET', path: '/_matrix/client/v1/delayed_events/none' },
  { endpoint: 'unstable scheduling', method: 'PUT', path: `${UNSTABLE_PREFIX}/rooms/!none/delayed_event/none/none` },
  { endpoint: 'unstable lookup', method: 'GET', path: `${UNSTABLE_PREFIX}/delayed_events/none` },
  { endpoint: 'unstable list', method: 'GET', path: `${UNSTABLE_PREFIX}/delayed_events` },
  { endpoint: 'unstable action', method: 'POST', path: `${UNSTABLE_PREFIX}/delayed_events/none/cancel` },
] as const;

/** An endpoint that is looked for. */
export type Endpoint = (typeof DELAYED_EVENTS_PROBES)[number]['endpoint'] | `futures under ${string}`;

/** How each endpoint is looked for, with nothing behind it. */
export const PROBES: readonly { readonly endpoint: Endpoint; readonly method: string; readonly path: string }[] = [
  ...DELAYED_EVENTS_PROBES,
  ...FUTURES_PREFIXES.map(
    (prefix) => ({ endpoint: `futures under ${prefix}`, method: 'GET', path: `${prefix}/futures` }) as const,
  ),
];

/** What a server lets see of the revisions and forms of MSC4140 that it speaks, before anything is scheduled. */
export interface SpokenFacts {
  /** The flags of MSC4140 among `unstable_features`, on or off; those that are not there are left out. */
  readonly flags: Readonly<Record<string, boolean>>;
  /** The names of its capabilities. */
  readonly capabilities: readonly string[];
  /** The endpoints that are there: it knows their paths and methods, whatever it answers. */
  readonly endpoints: ReadonlySet<Endpoint>;
}
