import type { Router } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { clientEvent, shownState, shownStates, type Reader } from '../matrix/client-event.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { forUser } from './route.js';

/** The state of rooms. */
export function addStateEndpoints(router: Router): void {
  router.get(
    ...forUser('/_matrix/client/v3/rooms/:roomId/state', ({ matrix, session, params }) => {
      const { view } = matrix.rooms.viewOf(params.roomId, session.userId);
      const reader: Reader = { session, endpoint: 'state', view, now: matrix.clock.now() };
      return shownStates(view.stateAt(Infinity), reader).map((entry) => clientEvent(entry, reader));
    }),
  );

  router.get(
    ...forUser(
      '/_matrix/client/v3/rooms/:roomId/state/:eventType{/:stateKey}',
      ({ matrix, session, params, query }): JsonObject => {
        const { view } = matrix.rooms.viewOf(params.roomId, session.userId);
        const reader: Reader = { session, endpoint: 'state of a key', view, now: matrix.clock.now() };
        const current = view.stateEntryAt(Infinity, params.eventType, params.stateKey ?? '');
        const entry = current && shownState(current, reader);
        if (entry === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'The room has no such state.');
        return query.text('format') === 'event' ? clientEvent(entry, reader) : entry.event.content;
      },
    ),
  );
}
