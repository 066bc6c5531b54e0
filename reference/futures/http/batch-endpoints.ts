import type { Router } from 'express';

import { jsonObjectOf, sessionOf } from '../../http/endpoint.js';
import { readBatch } from './batch-body.js';
import { fingerprintOf } from '../../http/fingerprint.js';
import { pathPart } from '../../http/path-part.js';
import { type FuturesEndpointParts, answering } from './endpoint-parts.js';

/** The endpoint that takes a whole group in one request (BATCH-1). */
export function addBatchEndpoints(router: Router, parts: FuturesEndpointParts): void {
  const { engine, rules, matrix, prefix } = parts;
  router.put(
    `${prefix}/rooms/:roomId/send/future/:txnId`,
    answering(parts, (request) => {
      const { userId, deviceId } = rules.callerOfScheduling(() => sessionOf(request, matrix));
      const body = rules.readContent(() => jsonObjectOf(request));
      return engine.scheduleBatch({
        by: { userId, deviceId },
        roomId: pathPart(request, 'roomId'),
        txnId: pathPart(request, 'txnId'),
        ...readBatch(body, rules),
        fingerprint: fingerprintOf(request, []),
      });
    }),
  );
}
