import type { Request, RequestHandler, Router } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';

/**
 * Makes the answer to requests that no route took: 405 when the path is known for other methods, otherwise 404. Which
 * paths are known the routers themselves say.
 */
export function answerUnrecognized(routers: readonly Router[]): RequestHandler {
  return (request, response) => {
    const methods = methodsOf(request, routers);
    if (methods.length === 0) throw new MatrixError(404, 'M_UNRECOGNIZED', 'There is no such endpoint.');
    response.setHeader('Allow', methods.join(', '));
    throw new MatrixError(405, 'M_UNRECOGNIZED', 'This endpoint has no such method.');
  };
}

/** A route's place in a router; Express's types leave out how it matches paths. */
type Layer = Router['stack'][number] & { match(path: string): unknown };

function methodsOf(request: Request, routers: readonly Router[]): string[] {
  const methods = new Set<string>();
  for (const layer of routers.flatMap(({ stack }) => stack as Layer[])) {
    if (layer.route === undefined || !layer.match(request.path)) continue;
    for (const { method } of layer.route.stack) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods];
}
