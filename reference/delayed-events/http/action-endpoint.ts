import { jsonObjectOf, optionalJsonObjectOf } from '../../http/endpoint.js';
import { pathPart } from '../../http/path-part.js';
import { admit, answering, type FormEndpoint, PATHS } from './endpoint-parts.js';

/** The endpoint that does something with a delayed event, which the last part of the path names (DE-ACT-1, DE-UNST-1). */
export const actionEndpoint: FormEndpoint = {
  endpoint: 'act',
  add(router, parts) {
    const { engine, rules, prefix } = parts;
    router.post(
      `${PATHS[prefix].delayedEvents}/:delayId/:action`,
      answering(parts, 'act', (request) => {
        const action = rules.actionCalled({ word: pathPart(request, 'action'), prefix });
        const by = admit(request, action, parts);
        rules.readActionBody({
          readBody: () => jsonObjectOf(request),
          readOptionalBody: () => optionalJsonObjectOf(request),
          contentType: request.headers['content-type'],
        });
        return engine.act({ by, prefix, id: pathPart(request, 'delayId') }, action, rules);
      }),
    );
  },
};
