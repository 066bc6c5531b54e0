import { pathPart } from '../../http/path-part.js';
import { admitUser, answering, type FormEndpoint, PATHS } from './endpoint-parts.js';

/** The endpoint that tells a delayed event to its owner (DE-GET-1, DE-UNST-2). */
export const lookupEndpoint: FormEndpoint = {
  endpoint: 'lookup',
  add(router, parts) {
    const { engine, rules, prefix } = parts;
    router.get(
      `${PATHS[prefix].delayedEvents}/:delayId`,
      answering(parts, 'lookup', (request) => {
        const by = admitUser(request, 'lookup', parts);
        return engine.lookUp({ by, prefix, id: pathPart(request, 'delayId') }, rules);
      }),
    );
  },
};
