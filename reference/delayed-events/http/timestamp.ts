import type { Request } from 'express';

import { Query } from '../../http/query.js';
import type { Caller } from '../rules/access.js';
import type { DelayedEventRules } from '../rules/delayed-event-rules.js';
import type { Prefix } from '../delayed-event.js';

/**
 * What the caller wants the event dated, in milliseconds since the Unix epoch (DE-SCHED-7).
 *
 * @throws MatrixError 400 `M_INVALID_PARAM` when it counts and is no date
 */
export function timestampOf(
  request: Request,
  caller: Caller,
  { rules, prefix }: { readonly rules: DelayedEventRules; readonly prefix: Prefix },
): number | undefined {
  const isApplicationService = caller.isApplicationService === true;
  return rules.obeysTimestamp({ isApplicationService, prefix }) ? new Query(request).count('ts') : undefined;
}
