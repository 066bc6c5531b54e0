import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';

/**
 * A field of a body, which has to be text where it is given.
 *
 * @throws MatrixError 400 `M_BAD_JSON`
 */
export function optionalText(body: JsonObject, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string')
    throw new MatrixError(400, 'M_BAD_JSON', `${name} has to be text.`);
  return value;
}

/**
 * A field of a body, which has to be there and text.
 *
 * @throws MatrixError 400 `M_MISSING_PARAM` or `M_BAD_JSON`
 */
export function requiredText(body: JsonObject, name: string): string {
  const value = optionalText(body, name);
  if (value === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', `${name} is missing.`);
  return value;
}

/** The fields of these names that a body has. */
export function picked(body: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name] ?? null]));
}
