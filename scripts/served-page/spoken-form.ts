import { actionEndpoint } from '../../reference/delayed-events/http/action-endpoint.js';
import { PATHS } from '../../reference/delayed-events/http/endpoint-parts.js';
import { lookupEndpoint } from '../../reference/delayed-events/http/lookup-endpoint.js';
import { schedulingEndpoint } from '../../reference/delayed-events/http/scheduling-endpoint.js';
import { type WireName, wireFormCalled } from '../../reference/delayed-events/http/wire/wire-forms.js';

/** How the page speaks of delayed events. */
export interface SpokenForm {
  readonly name: WireName;
  /** Where its endpoints are: those of rooms, and those of delayed events. */
  readonly rooms: string;
  readonly delayedEvents: string;
  /** By an endpoint of its own, or by a parameter of the ordinary ones. */
  readonly schedulesBy: 'endpoint' | 'parameter';
  /** Whether an action stands in the path, or in the body. */
  readonly actsBy: 'path' | 'body';
  /** Whether an event can be looked up by its id. */
  readonly looksUp: boolean;
}

/** How a wire form is spoken, by its endpoints. */
export function spokenForm(name: WireName): SpokenForm {
  const { prefix, endpoints } = wireFormCalled(name);
  return {
    name,
    ...PATHS[prefix],
    schedulesBy: endpoints.includes(schedulingEndpoint) ? 'endpoint' : 'parameter',
    actsBy: endpoints.includes(actionEndpoint) ? 'path' : 'body',
    looksUp: endpoints.includes(lookupEndpoint),
  };
}
