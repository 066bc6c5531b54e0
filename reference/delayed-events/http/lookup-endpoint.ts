import type { Router } from 'express';

import { pathPart } from '../../http/path-part.js';
import { admitUser, answering, type EndpointParts, PATHS } from './endpoint-parts.js';

/** The endpoint that tells a delayed event to its owner (DE-GET-1, DE-UNST-2). */
export function addLookupEndpoint(router: Router, parts: EndpointParts): void {
  const { engine, rules, prefix } = parts;
  router.get(
    `${PATHS[prefix].delayedEvents}/:delayId`,
    answering(parts, 'lookup', (request) => {
      const by = admitUser(request, 'lookup', parts);
      return engine.lookUp({ by, prefix, id: pathPart(request, 'delayId') }, rules);
    }),
  );
}
