import express, { type Express, type Router } from 'express';

import type { RateLimit } from '../matrix/allowances.js';
import type { Revision } from '../revision.js';
import type { VirtualClock } from '../time/virtual-clock.js';
import { allowEveryOrigin, allowEveryOriginOnRefusal } from './cors.js';
import { answerError } from './error-answer.js';
import { answerInFull } from './full-answers.js';
import { useJsonContentType } from './json-content-type.js';
import { ordinaryRoutes } from './ordinary-routes.js';
import { limitRate } from './rate-limit.js';
import { limitRequestHead } from './request-limits.js';
import { setServerParts, type ServerParts } from './server-parts.js';
import { answerUnrecognized } from './unrecognized.js';
import { virtualClockRoutes } from './virtual-clock-endpoint.js';

/** The largest body of a request, in bytes. An event can grow sixfold when everything in it is escaped. */
export const MAX_BODY_BYTES = 1_048_576;

/** What {@link createApp} is made of. */
export interface AppParts extends ServerParts {
  readonly revisions: readonly Revision[];
  /** The clock that clients may move; `undefined` when they may not. */
  readonly movableClock: VirtualClock | undefined;
  /** How fast callers may be; `undefined` leaves them as they are. */
  readonly rateLimit: RateLimit | undefined;
}

/** Makes the Express app of one homeserver: the only place in which paths are matched. */
export function createApp({ revisions, movableClock, rateLimit, ...parts }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  useJsonContentType(app);
  setServerParts(app, parts);

  const routers: Router[] = [ordinaryRoutes()];
  if (revisions.length > 0) routers.unshift(routesOf(revisions));
  if (movableClock !== undefined) routers.unshift(virtualClockRoutes(movableClock, parts.parked));

  const policies = revisions.map((revision) => revision.crossOriginHeaders);
  app.use(
    allowEveryOrigin(policies),
    limitRequestHead,
    answerInFull,
    express.raw({ type: () => true, limit: MAX_BODY_BYTES }),
  );
  if (rateLimit !== undefined) app.use('/_matrix', limitRate(rateLimit, parts.matrix.clock));
  for (const router of routers) app.use(router);
  app.use(answerUnrecognized(routers), allowEveryOriginOnRefusal(policies), answerError);
  return app;
}

/** The revisions' endpoints come before the ordinary ones, some of whose paths they may take over. */
function routesOf(revisions: readonly Revision[]): Router {
  const router = express.Router({ caseSensitive: true });
  for (const revision of revisions) revision.mount(router);
  return router;
}
