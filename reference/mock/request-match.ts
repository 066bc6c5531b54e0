/** Which requests are meant; every one unless something is said. */
export interface RequestMatch {
  /** The method, such as `PUT`. */
  readonly method?: string | undefined;
  /** What the path contains, or a pattern that it matches. The query is no part of it, and escapes are as they were sent. */
  readonly path?: string | RegExp | undefined;
}

/** Whether a request is one of those that are meant. */
export function isMeant({ method, path }: RequestMatch, request: { method: string; path: string }): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? request.path.includes(path) : request.path.search(path) !== -1;
}
