import type { JsonObject } from '../../matrix/json.js';
import type { Prefix } from '../delayed-event.js';
import type { DelayedEventsLimits } from '../limits.js';

/** How clients find out what a homeserver offers. */
export interface DiscoveryRules {
  /** What `GET /_matrix/client/versions` says of the endpoints under a prefix. */
  readonly unstableFeatures: (facts: {
    readonly prefix: Prefix;
    readonly isSwitchedOff: boolean;
  }) => Readonly<Record<string, boolean>>;
  /** What `GET /_matrix/client/v3/capabilities` says where there are endpoints under a prefix. */
  readonly capabilities: (facts: {
    readonly prefix: Prefix;
    readonly limits: DelayedEventsLimits;
    /** What the limits look like; `undefined` when there is nothing to say. */
    readonly capability: JsonObject | undefined;
  }) => JsonObject;
}

/** The rules on discovery. */
export function discoveryRules(): DiscoveryRules {
  return {
    // DE-DISC-1, DE-DISC-2: each for its own endpoints. Who switches them off says so in the capability (DE-CAP-5).
    unstableFeatures: ({ prefix }) => ({
      [prefix === 'stable' ? 'org.matrix.msc4140.stable' : 'org.matrix.msc4140']: true,
    }),

    // DE-CAP-1, DE-UNST-3
    capabilities: ({ prefix, capability }) =>
      capability === undefined
        ? {}
        : { [prefix === 'stable' ? 'm.delayed_events' : 'org.matrix.msc4140.delayed_events']: capability },
  };
}
