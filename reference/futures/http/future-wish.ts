import type { Request } from 'express';

import type { FutureWish, Requester, SchedulingEndpoint } from '../requests.js';
import type { FutureRules } from '../rules/future-rules.js';
import type { JsonObject } from '../../matrix/json.js';
import { jsonObjectOf, sessionOf } from '../../http/endpoint.js';
import { fingerprintOf } from '../../http/fingerprint.js';
import { occurrencesOf } from '../../http/query-parameter.js';
import { pathPart } from '../../http/path-part.js';
import type { FuturesEndpointParts } from './endpoint-parts.js';

const TIMEOUT_PARAMETER = 'future_timeout';
const GROUP_PARAMETER = 'future_group_id';

/** Whether a request to an ordinary endpoint means a future, by the parameters that only futures have (REUSE-1). */
export function asksForFuture(
  request: Request,
  endpoint: SchedulingEndpoint,
  { rules }: FuturesEndpointParts,
): boolean {
  return rules.asksForFuture({
    endpoint,
    hasTimeout: occurrencesOf(TIMEOUT_PARAMETER, request).length > 0,
    hasGroupId: occurrencesOf(GROUP_PARAMETER, request).length > 0,
  });
}

/** Schedules the future that a request asks for, and answers its tokens: first who, then the body, then parameters. */
export function schedule(request: Request, endpoint: SchedulingEndpoint, parts: FuturesEndpointParts): JsonObject {
  const { engine, rules, matrix } = parts;
  const by = rules.callerOfScheduling(() => sessionOf(request, matrix));
  const content = rules.readContent(() => jsonObjectOf(request));
  const event = eventOf(request, endpoint, rules);
  const path = ['send', event.roomId, event.type, event.txnId ?? ''];
  const answered = rules.answeredBySend({ find: () => parts.transactions.find(by, path) });
  if (answered !== undefined) return answered;
  const timeouts = occurrencesOf(TIMEOUT_PARAMETER, request);
  const groupIds = occurrencesOf(GROUP_PARAMETER, request);
  const groupId = rules.readGroupId({ texts: groupIds });
  const timeoutMs =
    timeouts.length === 0
      ? rules.withoutTimeout({ groupId })
      : rules.readTimeout({ texts: timeouts, unit: rules.timeUnit() });
  const wish: FutureWish = { endpoint, ...event, content, timeoutMs, groupId };
  return engine.schedule({ by: requesterOf(by), wish, fingerprint: fingerprintOf(request, [timeouts, groupIds]) });
}

/** What of a session a future remembers. */
function requesterOf({ userId, deviceId }: Requester): Requester {
  return { userId, deviceId };
}

function eventOf(
  request: Request,
  endpoint: SchedulingEndpoint,
  rules: FutureRules,
): Pick<FutureWish, 'roomId' | 'type' | 'stateKey' | 'txnId'> {
  const isState = endpoint === 'state_future' || endpoint === 'state';
  return {
    roomId: pathPart(request, 'roomId'),
    type: pathPart(request, 'eventType'),
    stateKey: isState ? readStateKey(request, rules) : undefined,
    txnId: isState ? undefined : pathPart(request, 'txnId'),
  };
}

function readStateKey(request: Request, rules: FutureRules): string {
  const written = request.params['stateKey'];
  return rules.readStateKey({
    written: typeof written === 'string' ? written : undefined,
    hasSlash: request.path.endsWith('/'),
  });
}
