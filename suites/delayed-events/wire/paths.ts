/** Where the paths of the proposal begin as long as it is not accepted. */
export const UNSTABLE = '/_matrix/client/unstable/org.matrix.msc4140';

/** The prefix that names have in the unstable forms. */
export const UNSTABLE_NAME = 'org.matrix.msc4140';

/** A path whose parts are percent-encoded. */
export function pathOf(prefix: string, ...parts: readonly string[]): string {
  return [prefix, ...parts.map(encodeURIComponent)].join('/');
}
