/** The sorts of checks: scenarios, which somebody wrote down; properties, which make up their stories by chance; both. */
export const SORTS = ['scenarios', 'properties', 'both'] as const;

export type Sort = (typeof SORTS)[number];
