import type { Request } from 'express';

import type { FutureWish, Requester, SchedulingEndpoint } from '../../futures/requests.js';
import type { JsonObject } from '../../matrix/json.js';
import { jsonObjectOf, sessionOf } from '../endpoint.js';
import { fingerprintOf } from './fingerprint.js';
import { occurrencesOf } from './query-parameter.js';
import { type FuturesEndpointParts, pathPart } from './endpoint-parts.js';

const TIMEOUT_PARAMETER = 'future_timeout';
const GROUP_PARAMETER = 'future_group_id';

/** Whether a request has a parameter that only futures have (REUSE-1). */
export function asksForFuture(request: Request): boolean {
  return [TIMEOUT_PARAMETER, GROUP_PARAMETER].some((name) => occurrencesOf(name, request).length > 0);
}

/** Schedules the future that a request asks for, and answers its tokens: first who, then the body, then parameters. */
export function schedule(request: Request, endpoint: SchedulingEndpoint, parts: FuturesEndpointParts): JsonObject {
  const { engine, rules, matrix } = parts;
  const by = rules.callerOfScheduling(() => sessionOf(request, matrix));
  const content = rules.readContent(() => jsonObjectOf(request));
  const timeouts = occurrencesOf(TIMEOUT_PARAMETER, request);
  const groupIds = occurrencesOf(GROUP_PARAMETER, request);
  const groupId = rules.readGroupId({ texts: groupIds });
  const timeoutMs =
    timeouts.length === 0
      ? rules.withoutTimeout({ groupId })
      : rules.readTimeout({ texts: timeouts, unit: rules.timeUnit() });
  const wish: FutureWish = { endpoint, ...eventOf(request, endpoint), content, timeoutMs, groupId };
  return engine.schedule({ by: requesterOf(by), wish, fingerprint: fingerprintOf(request, [timeouts, groupIds]) });
}

/** What of a session a future remembers. */
function requesterOf({ userId, deviceId }: Requester): Requester {
  return { userId, deviceId };
}

function eventOf(
  request: Request,
  endpoint: SchedulingEndpoint,
): Pick<FutureWish, 'roomId' | 'type' | 'stateKey' | 'txnId'> {
  const isState = endpoint === 'state_future' || endpoint === 'state';
  return {
    roomId: pathPart(request, 'roomId'),
    type: pathPart(request, 'eventType'),
    // SCHED-3: left out, it is empty.
    stateKey: isState ? pathPart(request, 'stateKey') : undefined,
    txnId: isState ? undefined : pathPart(request, 'txnId'),
  };
}
