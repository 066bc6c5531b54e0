import type { JsonObject } from '../matrix/json.js';
import type { DelayedEvent } from './delayed-event.js';
import type { EngineParts } from './engine-parts.js';
import type { Finding } from './finding.js';
import type { Requester } from './requests.js';
import type { DelayedEventRules } from './rules/delayed-event-rules.js';
import { type ListFilter, type ListPlace, placeOf } from './rules/listing.js';

/** A request for a list of delayed events (DE-LIST-4, DE-LIST-5). */
export interface ListRequest {
  readonly by: Requester;
  readonly filter: ListFilter;
  readonly isDescending: boolean;
  /** The place after which the page begins; `undefined` for the first page. */
  readonly after: ListPlace | undefined;
  /** How many there are on the page at most. */
  readonly limit: number;
}

/** A page of a list. */
export interface ListPage {
  readonly entries: readonly JsonObject[];
  /** The place after which the next page begins; `undefined` when there is none. */
  readonly next: ListPlace | undefined;
}

/** How delayed events are listed. */
export class Listing {
  readonly #parts: EngineParts;
  readonly #finding: Finding;

  constructor(parts: EngineParts, finding: Finding) {
    this.#parts = parts;
    this.#finding = finding;
  }

  /** A page of somebody's delayed events. */
  list({ by, filter, isDescending, after, limit }: ListRequest, rules: DelayedEventRules): ListPage {
    const compare = (a: ListPlace, b: ListPlace): number => rules.compareListed(a, b) * (isDescending ? -1 : 1);
    const listed = this.#parts.store
      .all()
      .filter((event) => rules.isListed({ event, caller: by }) && rules.passesFilter({ event, filter }))
      .filter((event) => this.#finding.isKnown(event, rules))
      .filter((event) => after === undefined || compare(placeOf(event), after) > 0)
      .sort((a, b) => compare(placeOf(a), placeOf(b)));
    const page = listed.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: page.map((event) => entryOf(event, rules)),
      next: last === undefined || listed.length === page.length ? undefined : placeOf(last),
    };
  }
}

function entryOf(event: DelayedEvent, rules: DelayedEventRules): JsonObject {
  const { outcome } = event.life;
  return rules.entryOf({
    event,
    call: 'list',
    prefix: undefined,
    finalised: outcome && rules.finalisedOf({ event, outcome }),
  });
}
