import type { NextFunction, Request, Response } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';

/** The longest URL, in characters: room for a group id of 10,000 characters of which every byte is escaped. */
export const MAX_URL_LENGTH = 131_072;

/** The most that all header fields together may have, in characters. */
export const MAX_HEADERS_LENGTH = 65_536;

/** Refuses requests whose URL or header fields are far beyond what clients send. */
export function limitRequestHead(request: Request, _response: Response, next: NextFunction): void {
  if (request.url.length > MAX_URL_LENGTH)
    throw new MatrixError(414, 'M_TOO_LARGE', `A URL can have ${MAX_URL_LENGTH} characters.`);
  let length = 0;
  for (const text of request.rawHeaders) length += text.length;
  if (length > MAX_HEADERS_LENGTH)
    throw new MatrixError(431, 'M_TOO_LARGE', `All headers can have ${MAX_HEADERS_LENGTH} characters.`);
  next();
}
