import equal from 'fast-deep-equal';

export * from 'node:util';

/** Whether two JSON values are the same; the stand-in that bundlers have for `node:util` does not know this one. */
export const isDeepStrictEqual: (one: unknown, other: unknown) => boolean = equal;
