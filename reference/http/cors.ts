import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';

import type { CrossOriginAnswer, CrossOriginHeaders, CrossOriginPolicy } from '../cross-origin.js';
import { MatrixError } from '../matrix/matrix-error.js';

const ON_EVERY_ANSWER: CrossOriginHeaders = { 'Access-Control-Allow-Origin': '*' };

const ON_PREFLIGHT: CrossOriginHeaders = {
  ...ON_EVERY_ANSWER,
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'X-Requested-With, Content-Type, Authorization, Date',
  'Access-Control-Max-Age': '86400',
};

/**
 * Lets web pages of every origin use the API, errors included, and answers preflight requests without looking at
 * anything else, as the specification demands.
 *
 * @param policies - what revisions make of the usual headers
 * @see https://spec.matrix.org/latest/client-server-api/#web-browser-clients
 */
export function allowEveryOrigin(policies: readonly CrossOriginPolicy[]): RequestHandler {
  return (request, response, next) => {
    const isPreflight = request.method === 'OPTIONS';
    setHeaders(request, response, { kind: isPreflight ? 'preflight' : 'success' }, policies);
    if (isPreflight) response.status(204).end();
    else next();
  };
}

/** Gives answers that turn out to be refusals the headers of refusals, and hands them on. */
export function allowEveryOriginOnRefusal(policies: readonly CrossOriginPolicy[]): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = error instanceof MatrixError ? error.status : 500;
    if (!response.headersSent) setHeaders(request, response, { kind: 'refusal', status }, policies);
    next(error);
  };
}

function setHeaders(
  { path }: Request,
  response: Response,
  answer: Pick<CrossOriginAnswer, 'kind' | 'status'>,
  policies: readonly CrossOriginPolicy[],
): void {
  const usual = answer.kind === 'preflight' ? ON_PREFLIGHT : ON_EVERY_ANSWER;
  for (const name of Object.keys(ON_EVERY_ANSWER)) response.removeHeader(name);
  const headers = policies.reduce((those, policy) => policy({ ...answer, path, usual: those }), usual);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
