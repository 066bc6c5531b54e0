import type { Request } from 'express';

/** A part of a path; Express types parts as optional or repeated even where they are neither. */
export function pathPart(request: Request, name: string): string {
  const part = request.params[name];
  return typeof part === 'string' ? part : '';
}
