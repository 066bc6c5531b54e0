import type { JsonObject } from '../../matrix/json.js';
import type { DelayedEvent } from '../delayed-event.js';
import type { Requester } from '../requests.js';

/** What a list of delayed events can be asked for (DE-LIST-5). */
export interface ListFilter {
  /** When events are due, in milliseconds since the Unix epoch; both ends are included. */
  readonly fromTs: number | undefined;
  readonly toTs: number | undefined;
  readonly roomId: string | undefined;
  readonly type: string | undefined;
  readonly status: DelayStatus | undefined;
}

/** What the place of an event in a list depends on. */
export interface ListPlace {
  /** Milliseconds since the Unix epoch. */
  readonly dueAt: number;
  readonly number: number;
}

/** What has become of a delayed event, in the word of MSC4486. */
export const DELAY_STATUSES = ['scheduled', 'sent', 'cancelled', 'failed'] as const;

export type DelayStatus = (typeof DELAY_STATUSES)[number];

/** The rules on lists of delayed events, which the accepted text does not have (DE-LIST-1). */
export interface ListingRules {
  /** Whether somebody gets to see an event in their list. */
  readonly isListed: (facts: { readonly event: DelayedEvent; readonly caller: Requester }) => boolean;
  /** Whether a list that is filtered shows an event. */
  readonly passesFilter: (facts: { readonly event: DelayedEvent; readonly filter: ListFilter }) => boolean;
  /** The order of a list: negative when `a` comes before `b`. */
  readonly compareListed: (a: ListPlace, b: ListPlace) => number;
  /** The answer that the entries of a page make. */
  readonly listAnswer: (facts: {
    readonly entries: readonly JsonObject[];
    /** Where the next page begins; `undefined` when there is none. */
    readonly nextBatch: string | undefined;
  }) => JsonObject;
}

/** The rules on listing. */
export function listingRules(): ListingRules {
  return {
    // DE-LIST-4: finished ones, too.
    isListed: ({ event, caller }) => event.owner === caller.userId,

    // DE-LIST-5, DE-LIST-6: `failed`, as the text has it.
    passesFilter: ({ event, filter: { fromTs, toTs, roomId, type, status } }) => {
      const due = placeOf(event).dueAt;
      return (
        (fromTs === undefined || due >= fromTs) &&
        (toTs === undefined || due <= toTs) &&
        (roomId === undefined || event.draft.roomId === roomId) &&
        (type === undefined || event.draft.type === type) &&
        (status === undefined || (event.life.outcome?.how ?? 'scheduled') === status)
      );
    },

    // DE-LIST-4
    compareListed: (a, b) => a.dueAt - b.dueAt || a.number - b.number,

    // DE-LIST-3, DE-LIST-4
    listAnswer: ({ entries, nextBatch }) => ({
      delayed_events: entries,
      ...(nextBatch === undefined ? {} : { next_batch: nextBatch }),
    }),
  };
}

/** Where an event stands in lists: by when it was to be sent, as far as that is told of it. */
export function placeOf({ number, life, delayMs }: DelayedEvent): ListPlace {
  return { dueAt: life.since + delayMs, number };
}
