import { createHash } from 'node:crypto';

import type { Request } from 'express';

/** What tells requests apart that have the same path: equal for the same body and the same parameters. */
export function fingerprintOf(request: Request, parameters: readonly (readonly string[])[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parameters));
  if (Buffer.isBuffer(request.body)) hash.update(request.body);
  return hash.digest('base64');
}
