/**
 * What the rate of can be limited: every call of the revision, the moment when a delayed event enters its room, and the
 * undelayed requests that send events (DE-RATE-1).
 */
export const RATED_CALLS = ['message', 'schedule', 'send', 'cancel', 'restart', 'lookup', 'list', 'sending'] as const;

export type RatedCall = (typeof RATED_CALLS)[number];
