/** The requirements that ask for a Matrix error body themselves. */
export const ON_ERROR_BODIES: ReadonlySet<string> = new Set(['TOKEN-9', 'ERR-5', 'ERR-7']);
