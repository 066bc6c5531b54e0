import type { Prefix } from '../../delayed-event.js';
import type { DelayedEventRules } from '../../rules/delayed-event-rules.js';
import type { FormEndpoint } from '../endpoint-parts.js';

/**
 * A way to speak of delayed events: where its endpoints are, and which decisions it makes otherwise than the accepted
 * revision. Deployed servers speak older ones, and several at once.
 */
export interface WireForm {
  /** The name by which `createHomeserver` and the command line know it. */
  readonly name: string;
  /** Who speaks it: one line. */
  readonly spokenBy: string;
  readonly prefix: Prefix;
  /** Its endpoints, in the order in which they are tried. */
  readonly endpoints: readonly FormEndpoint[];
  /** The decisions that it makes otherwise. */
  readonly rules: (accepted: DelayedEventRules) => Partial<DelayedEventRules>;
}
