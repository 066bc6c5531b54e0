/** What the paths of the ordinary `send` and `state` endpoints begin with, whatever the revision's own begin with. */
export const ORDINARY_PREFIX = '/_matrix/client/v3';
