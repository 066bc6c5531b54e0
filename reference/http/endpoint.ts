import type { Request } from 'express';

import type { Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { Matrix } from '../matrix/matrix.js';
import { isNestedTooDeep } from './json-nesting.js';

/**
 * Tells who makes a request, from its `Authorization: Bearer` header or `access_token` query parameter; of
 * application services also from the parameter `user_id`.
 *
 * @throws MatrixError 401 `M_MISSING_TOKEN` or `M_UNKNOWN_TOKEN`; 403 `M_FORBIDDEN` to an application service
 */
export function sessionOf(request: Request, matrix: Matrix): Session {
  const token = accessTokenOf(request);
  if (token === undefined) throw new MatrixError(401, 'M_MISSING_TOKEN', 'This request needs an access token.');
  const service = matrix.applicationServices.withToken(token);
  if (service !== undefined) return service.sessionAs(textOf(request.query['user_id']));
  const session = matrix.accounts.sessionOf(token);
  if (session === undefined) throw new MatrixError(401, 'M_UNKNOWN_TOKEN', 'The access token is not known.');
  matrix.accounts.noteSeen(session, addressOf(request));
  return session;
}

/** The network address that a request comes from. */
export function addressOf(request: Request): string {
  return request.socket.remoteAddress ?? '127.0.0.1';
}

/** The access token that a request carries, by header or else by query parameter. */
export function accessTokenOf(request: Request): string | undefined {
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (header !== undefined) return header;
  return textOf(request.query['access_token']);
}

function textOf(parameter: unknown): string | undefined {
  return typeof parameter === 'string' ? parameter : undefined;
}

/**
 * Reads a request's body, whatever its content type says, as a JSON object.
 *
 * @throws MatrixError 400 `M_NOT_JSON` when it is no JSON, 400 `M_BAD_JSON` when it is JSON but no object
 */
export function jsonObjectOf(request: Request): JsonObject {
  const value = jsonOf(request);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MatrixError(400, 'M_BAD_JSON', 'The body has to be a JSON object.');
  }
  return value as JsonObject;
}

/** As {@link jsonObjectOf}, for endpoints whose body may be left out: no body reads as an empty object. */
export function optionalJsonObjectOf(request: Request): JsonObject {
  return bodyOf(request).length === 0 ? {} : jsonObjectOf(request);
}

function jsonOf(request: Request): unknown {
  const body = bodyOf(request);
  if (isNestedTooDeep(body)) throw new MatrixError(400, 'M_BAD_JSON', 'The body is nested too deep.');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new MatrixError(400, 'M_NOT_JSON', 'The body is not valid JSON.');
  }
}

/** Bodies arrive as raw bytes, so that authentication is judged before anything is parsed. */
function bodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}
