import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { EventDraft, RoomEvent } from '../../matrix/room-event.js';
import type { Future } from '../future.js';
import type { Place } from './grouping.js';

/** A place in the state of a room, or just a room and a type for messages. */
export interface StatePlace {
  readonly roomId: string;
  readonly type: string;
  readonly stateKey?: string | undefined;
}

/** What a second future for the same state means. */
export type SecondState =
  | { readonly how: 'further' }
  | { readonly how: 'replaces'; readonly earlier: readonly Future[] }
  | { readonly how: 'same'; readonly earlier: Future };

/** What new state does to futures that wait to set that state. */
export interface InvalidationRules {
  /** Futures and events concern each other exactly if this says the same of them; `undefined` concerns nothing. */
  readonly stateScope: (place: StatePlace) => string | undefined;
  /** Whether an event in the same scope invalidates a future. */
  readonly invalidates: (facts: {
    readonly event: RoomEvent;
    /** The future that the event came from; `undefined` when a client sent it. */
    readonly cause: Future | undefined;
    readonly future: Future;
  }) => boolean;
  /** Whether an event in the same scope invalidates a future though the room refused it. */
  readonly invalidatesThoughRefused: (facts: { readonly draft: EventDraft; readonly future: Future }) => boolean;
  /** Whom an invalidated future takes along, itself included. */
  readonly discardedByInvalidation: (facts: {
    readonly invalidated: Future;
    readonly members: readonly Future[];
  }) => readonly Future[];
  /**
   * What to do about a future for the same state as earlier ones.
   *
   * @throws MatrixError
   */
  readonly secondState: (facts: {
    /** Living futures of the same user for the same state, at least one, in the order of scheduling. */
    readonly earlier: readonly Future[];
    readonly fingerprint: string;
    readonly place: Place;
  }) => SecondState;
}

/** The rules on invalidation. */
export function invalidationRules(readings: FuturesReadings): InvalidationRules {
  return {
    // STATE-2: the same room, type and state key. STATE-4: nothing less, and never messages.
    stateScope: ({ roomId, type, stateKey }) =>
      stateKey === undefined ? undefined : JSON.stringify([roomId, type, stateKey]),

    // STATE-3: whoever sent it. STATE-5, STATE-6: whatever comes later stands, since a future that has been sent is
    // out of reach and one that waits is gone. Q-FUTURE-STATE
    invalidates: ({ cause, future }) =>
      cause === undefined || (readings['Q-FUTURE-STATE'] === 'yes' && cause.group !== future.group),

    // STATE-8
    invalidatesThoughRefused: () => false,

    // STATE-7, Q-INVALIDATE-GROUP
    discardedByInvalidation: ({ invalidated, members }) =>
      readings['Q-INVALIDATE-GROUP'] === 'group' ? members : [invalidated],

    // Q-STATE-TWICE. Within one group several futures for one state are what groups are for: the first one wins.
    secondState: ({ earlier, fingerprint, place }) => {
      if (readings['Q-STATE-TWICE'] === 'further') return { how: 'further' };
      if (readings['Q-STATE-TWICE'] === 'same') {
        const same = earlier.find((future) => future.fingerprint === fingerprint);
        return same === undefined ? { how: 'further' } : { how: 'same', earlier: same };
      }
      const elsewhere = earlier.filter(({ group }) => place.how !== 'joins' || place.group !== group);
      if (elsewhere.length === 0) return { how: 'further' };
      if (readings['Q-STATE-TWICE'] === 'replaces') return { how: 'replaces', earlier: elsewhere };
      throw new MatrixError(409, 'M_CONFLICT', 'There is a future for this state already.');
    },
  };
}
