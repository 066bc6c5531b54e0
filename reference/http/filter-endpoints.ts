import type { Router } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';
import { checkSyncFilter } from '../matrix/sync-filter.js';
import { checkIsOwn } from './own-user.js';
import { forMember } from './route.js';

/** Filters that users store, to name them in syncs. */
export function addFilterEndpoints(router: Router): void {
  router.post(
    ...forMember('/_matrix/client/v3/user/:userId/filter', ({ matrix, session, params, body }) => {
      checkIsOwn(session, params.userId);
      const filter = body();
      // It is judged now, so that a sync which names it cannot fail on it.
      checkSyncFilter(filter);
      return { filter_id: matrix.filters.add(session.userId, filter) };
    }),
  );

  router.get(
    ...forMember('/_matrix/client/v3/user/:userId/filter/:filterId', ({ matrix, session, params }) => {
      checkIsOwn(session, params.userId);
      const filter = matrix.filters.get(session.userId, params.filterId);
      if (filter === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'You have no such filter.');
      return filter;
    }),
  );
}
