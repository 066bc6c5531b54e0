const ANYBODY = 'whoever knows the delay_id may act on the event, with or without an access token';
const NO_CAPABILITY = 'the limits are not told in the capabilities';

/** Why nothing about single lookups can be judged. */
export const NO_LOOKUP = 'single events cannot be looked up';

/** Whoever knows the id of an event may act on it: so from W1 to W5, and in the drafts of early 2026. */
export const FOR_ANYBODY = {
  lacks: { 'actions of the owner alone': ANYBODY },
  cannot: { 'DE-ACT-4': ANYBODY },
  alters: { 'DE-ACT-1': 'no access token is needed', 'DE-ERR-2': 'actions need no access token' },
} as const;

/** Single events cannot be looked up. */
export const WITHOUT_LOOKUP = {
  lacks: { 'a lookup': NO_LOOKUP },
  cannot: Object.fromEntries(
    (['1', '2', '3', '4', '5', '6', '10', '12'] as const).map((number) => [`DE-GET-${number}`, NO_LOOKUP] as const),
  ),
} as const;

/** The server does not tell its limits. */
export const WITHOUT_CAPABILITY = {
  lacks: { 'a capability': NO_CAPABILITY },
  cannot: {
    'DE-CAP-1': NO_CAPABILITY,
    'DE-CAP-2': NO_CAPABILITY,
    'DE-CAP-3': NO_CAPABILITY,
    'DE-CAP-6': NO_CAPABILITY,
  },
} as const;

/** What a form says of itself but for one thing that is otherwise in another. */
export function without<T extends object, K extends keyof T>(data: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = data;
  return rest;
}
