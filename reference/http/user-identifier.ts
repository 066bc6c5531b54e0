import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { requiredText } from './body-field.js';

/**
 * The user whom a login names, by an identifier or in the older way: a user id, or its part before the colon.
 *
 * @throws MatrixError 400
 */
export function userNamedIn(request: JsonObject): string {
  const identifier = request.identifier;
  if (typeof identifier !== 'object' || identifier === null) return requiredText(request, 'user');
  const { type } = identifier as JsonObject;
  if (type !== 'm.id.user') throw new MatrixError(400, 'M_UNKNOWN', 'Users are identified by m.id.user alone.');
  return requiredText(identifier as JsonObject, 'user');
}
