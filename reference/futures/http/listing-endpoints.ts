import type { Router } from 'express';

import type { Future } from '../future.js';
import type { JsonObject } from '../../matrix/json.js';
import { sessionOf } from '../../http/endpoint.js';
import { ORDINARY_PREFIX } from '../../http/ordinary-prefix.js';
import { type FuturesEndpointParts, answering } from './endpoint-parts.js';

/** The endpoint that lists somebody's running futures (LIST-1). */
export function addListingEndpoints(router: Router, parts: FuturesEndpointParts): void {
  const { engine, rules, matrix, prefix } = parts;
  const handler = answering(parts, (request) => {
    const caller = rules.callerOfListing(() => sessionOf(request, matrix));
    return rules.listingAnswer(engine.list(caller).map((future) => entryOf(future, parts)));
  });
  const route = router.route(`${prefix}/futures`);
  for (const method of rules.listingMethods()) route[method](handler);
}

/** LIST-3 */
function entryOf(future: Future, { rules, prefix: ownPrefix }: FuturesEndpointParts): JsonObject {
  const isOrdinary = future.wish.endpoint === 'send' || future.wish.endpoint === 'state';
  const prefix = isOrdinary ? ORDINARY_PREFIX : ownPrefix;
  return {
    url: rules.listedUrl({ future, prefix, unit: rules.timeUnit() }),
    body: rules.listedBody(future),
    response: rules.listedResponse(future),
  };
}
