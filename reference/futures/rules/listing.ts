import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import type { EndReason, Future } from '../future.js';
import type { Requester } from '../requests.js';
import type { TimeUnit } from './parameters.js';

/** What the list of running futures shows. */
export interface ListingRules {
  /** Whether a running future is shown to somebody. */
  readonly isListed: (facts: { readonly future: Future; readonly caller: Requester }) => boolean;
  /** Whether a future leaves the list when it is gone. */
  readonly isUnlisted: (facts: { readonly future: Future; readonly because: EndReason }) => boolean;
  /** The request that the future was asked for by. */
  readonly listedUrl: (facts: {
    readonly future: Future;
    /** What paths begin with, such as `/_matrix/client/v3`. */
    readonly prefix: string;
    readonly unit: TimeUnit;
  }) => string;
  /** The content of its event. */
  readonly listedBody: (future: Future) => JsonObject;
  /** Its tokens. */
  readonly listedResponse: (future: Future) => JsonObject;
  /**
   * The answer that the entries make.
   *
   * @throws MatrixError
   */
  readonly listingAnswer: (entries: readonly JsonObject[]) => JsonObject | readonly JsonObject[];
}

/** The rules on listing. */
export function listingRules(readings: FuturesReadings): ListingRules {
  return {
    // LIST-1, LIST-4
    isListed: ({ future, caller }) => future.owner === caller.userId,

    // LIST-5
    isUnlisted: () => true,

    // LIST-3
    listedUrl: ({ future: { wish, draft, group, timeoutMs }, prefix, unit }) => {
      const path = ['rooms', draft.roomId, wish.endpoint, draft.type, draft.stateKey ?? wish.txnId ?? ''];
      const timeout = timeoutMs === undefined ? 'none' : String(timeoutMs / unit.inMs);
      // Q-LIST-URL
      const parameters = [[readings['Q-LIST-URL'], timeout]];
      // Q-LIST-GROUP
      const wasAskedFor = wish.groupId === group.id;
      if (wasAskedFor || readings['Q-LIST-GROUP'] === 'yes') parameters.push(['future_group_id', group.id]);
      const query = parameters.map((parameter) => parameter.map(encodeURIComponent).join('='));
      return `${prefix}/${path.map(encodeURIComponent).join('/')}?${query.join('&')}`;
    },

    // LIST-3, SCHED-10
    listedBody: (future) => future.draft.content,

    // LIST-3, LIST-5, LIST-6: as first given, refreshed or not.
    listedResponse: (future) => future.answer,

    // LIST-1: an array, however many there are.
    listingAnswer: (entries) => entries,
  };
}
