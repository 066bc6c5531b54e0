import type { Router } from 'express';

import { forUser } from './route.js';

/** Encryption keys: taken and thrown away, so that clients which upload theirs as they start are content. */
export function addKeyEndpoints(router: Router): void {
  router.post(
    ...forUser('/_matrix/client/v3/keys/upload', ({ optionalBody }) => {
      optionalBody();
      return { one_time_key_counts: {} };
    }),
  );

  router.post(
    ...forUser('/_matrix/client/v3/keys/query', ({ optionalBody }) => {
      optionalBody();
      return { device_keys: {}, failures: {} };
    }),
  );

  router.post(
    ...forUser('/_matrix/client/v3/keys/claim', ({ optionalBody }) => {
      optionalBody();
      return { one_time_keys: {}, failures: {} };
    }),
  );

  router.get(...forUser('/_matrix/client/v3/keys/changes', () => ({ changed: [], left: [] })));
}
