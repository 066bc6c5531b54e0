import type { Request } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';

/**
 * Every occurrence of a query parameter. Unlike Express's own reading it replaces nothing: two values that differ stay
 * different (GROUP-9).
 *
 * @throws MatrixError 400 `M_INVALID_PARAM` when a value is not percent-encoded UTF-8
 */
export function occurrencesOf(name: string, request: Request): string[] {
  const url = request.originalUrl;
  const start = url.indexOf('?');
  if (start === -1) return [];
  return url
    .slice(start + 1)
    .split('&')
    .map((pair) => splitAtFirst(pair, '='))
    .filter(([writtenName]) => decoded(writtenName) === name)
    .map(([, writtenValue]) => {
      const value = decoded(writtenValue);
      if (value === undefined) {
        throw new MatrixError(400, 'M_INVALID_PARAM', `${name} has to be percent-encoded UTF-8.`);
      }
      return value;
    });
}

function splitAtFirst(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
