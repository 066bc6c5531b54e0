import type { Router } from 'express';

import { sessionOf } from '../../http/endpoint.js';
import { pathPart } from '../../http/path-part.js';
import { type FuturesEndpointParts, answering } from './endpoint-parts.js';

/** The endpoint that takes tokens and nothing else (TOKEN-1, Q-METHOD). Its body is ignored, whatever it is. */
export function addTokenEndpoints(router: Router, parts: FuturesEndpointParts): void {
  const { engine, rules, matrix, prefix } = parts;
  const handler = answering(parts, (request) => {
    rules.judgeTokenCaller(() => sessionOf(request, matrix));
    return engine.useToken(pathPart(request, 'token'));
  });
  const route = router.route(`${prefix}/futures/:token`);
  for (const method of rules.tokenMethods()) route[method](handler);
}
