/** Where accounts may come from, in the order in which they are tried. */
export const ACCOUNT_SOURCES = ['tokens', 'dummy', 'registration-token', 'shared-secret', 'password', 'guest'] as const;

export type AccountSourceName = (typeof ACCOUNT_SOURCES)[number];
