import { requiredText } from '../../../http/body-field.js';
import { jsonObjectOf } from '../../../http/endpoint.js';
import { pathPart } from '../../../http/path-part.js';
import { MatrixError } from '../../../matrix/matrix-error.js';
import { ACTIONS } from '../../delayed-event.js';
import { admit, answering, type FormEndpoint, PATHS } from '../endpoint-parts.js';

/** The endpoint of the oldest form, which does something with a delayed event that its body names. */
export const bodyActionEndpoint: FormEndpoint = {
  endpoint: 'act',
  add(router, parts) {
    const { engine, rules, prefix } = parts;
    router.post(
      `${PATHS[prefix].delayedEvents}/:delayId`,
      answering(parts, 'act', (request) => {
        // All actions draw on one limit in the forms that have this endpoint, so it does not matter which one it is.
        const by = admit(request, 'send', parts);
        const word = requiredText(jsonObjectOf(request), 'action');
        const action = ACTIONS.find((known) => known === word);
        if (action === undefined)
          throw new MatrixError(400, 'M_INVALID_PARAM', `The actions are ${ACTIONS.join(', ')}.`);
        return engine.act({ by, prefix, id: pathPart(request, 'delayId') }, action, rules);
      }),
    );
  },
};
