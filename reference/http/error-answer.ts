import { inspect } from 'node:util';

import type { NextFunction, Request, Response } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';

/** Answers whatever went wrong while a request was handled in Matrix's form. Only a mistake of ours becomes a 500. */
export function answerError(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  const refusal = error instanceof MatrixError ? error : refusalOf(error);
  if (refusal !== undefined) {
    answer(response, refusal.status, refusal.toJSON(), refusal.headers);
    return;
  }
  // Loudly: this must never happen, whatever a client sends.
  process.stderr.write(
    `${request.method} ${request.url} failed because of a mistake in the server: ${inspect(error)}\n`,
  );
  answer(response, 500, { errcode: 'M_UNKNOWN', error: 'The server made a mistake.' });
}

function answer(response: Response, status: number, body: JsonObject, headers: MatrixError['headers'] = {}): void {
  // Nobody listens any more, or the answer is on its way already: there is nothing left to say.
  if (response.headersSent || response.destroyed) return;
  response.status(status).set(headers).json(body);
}

/** Express and its body reader mark what is the client's fault with a status of the 4xx range. */
function refusalOf(error: unknown): MatrixError | undefined {
  if (error instanceof URIError)
    return new MatrixError(400, 'M_INVALID_PARAM', 'The path is not properly percent-encoded.');
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 413) return new MatrixError(413, 'M_TOO_LARGE', 'The body is too large.');
  return new MatrixError(status, 'M_UNKNOWN', 'The request is malformed.');
}
