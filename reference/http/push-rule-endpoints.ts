import type { Router } from 'express';

import { forMember } from './route.js';

/** There are no push rules, as nothing is ever pushed. */
const NO_RULES = { override: [], content: [], room: [], sender: [], underride: [] };

/** The push rules that clients ask for as they start. */
export function addPushRuleEndpoints(router: Router): void {
  router.get(...forMember('/_matrix/client/v3/pushrules', () => ({ global: NO_RULES })));
  router.get(...forMember('/_matrix/client/v3/pushrules/global', () => NO_RULES));
}
