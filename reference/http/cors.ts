import type { NextFunction, Request, Response } from 'express';

/**
 * Lets web pages of every origin use the API, errors included, and answers preflight requests without looking at
 * anything else, as the specification demands.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#web-browser-clients
 */
export function allowEveryOrigin(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, DELETE, OPTIONS');
  response.setHeader('Access-Control-Allow-Headers', 'X-Requested-With, Content-Type, Authorization, Date');
  response.setHeader('Access-Control-Max-Age', '86400');
  response.status(204).end();
}
