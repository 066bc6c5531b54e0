import type { Request, RequestHandler } from 'express';

import { jsonObjectOf } from '../../../http/endpoint.js';
import { ORDINARY_PREFIX } from '../../../http/ordinary-prefix.js';
import { pathPart } from '../../../http/path-part.js';
import { occurrencesOf } from '../../../http/query-parameter.js';
import type { JsonObject } from '../../../matrix/json.js';
import { judgedDelay } from '../../rules/parameters.js';
import { admitUser, answering, type EndpointParts, type FormEndpoint } from '../endpoint-parts.js';
import { timestampOf } from '../timestamp.js';

const DELAY_PARAMETER = 'org.matrix.msc4140.delay';

/** What of the path an ordinary endpoint makes of the event. */
interface Place {
  readonly endpoint: 'send' | 'state';
  readonly stateKey: string | undefined;
  readonly txnId: string | undefined;
}

/**
 * The ordinary endpoints, as far as a parameter delays what they send. Without it they stay what they are; and so do
 * others, such as those for redactions and for leaving, which take no notice of it.
 */
export const querySchedulingEndpoints: FormEndpoint = {
  endpoint: 'schedule',
  add(router, parts) {
    const rooms = `${ORDINARY_PREFIX}/rooms/:roomId`;
    router.put(
      `${rooms}/send/:eventType/:txnId`,
      onlyDelayed(parts, (request) => ({ endpoint: 'send', stateKey: undefined, txnId: pathPart(request, 'txnId') })),
    );
    router.post(
      `${rooms}/send/:eventType`,
      onlyDelayed(parts, () => ({ endpoint: 'send', stateKey: undefined, txnId: undefined })),
    );
    router.put(
      `${rooms}/state/:eventType{/:stateKey}`,
      onlyDelayed(parts, (request) => ({
        endpoint: 'state',
        stateKey: pathPart(request, 'stateKey'),
        txnId: undefined,
      })),
    );
  },
};

function onlyDelayed(parts: EndpointParts, placeOf: (request: Request) => Place): RequestHandler {
  const answer = answering(parts, 'schedule', (request) => schedule(request, placeOf(request), parts));
  return (request, response, next) => {
    if (!hasDelay(request)) next();
    else void answer(request, response, next);
  };
}

/** The name alone, without a value, is overlooked. */
function hasDelay(request: Request): boolean {
  return request.originalUrl.includes('=') && occurrencesOf(DELAY_PARAMETER, request).length > 0;
}

function schedule(request: Request, { endpoint, stateKey, txnId }: Place, parts: EndpointParts): JsonObject {
  const { engine, rules, prefix } = parts;
  const by = admitUser(request, 'schedule', parts);
  const delayMs = delayOf(request);
  engine.judgeSwitch(prefix, rules);
  const content = rules.readBody(() => jsonObjectOf(request));
  return engine.schedule(
    {
      by,
      prefix,
      endpoint,
      roomId: pathPart(request, 'roomId'),
      type: pathPart(request, 'eventType'),
      txnId,
      body: content,
      wish: () => ({ delayMs, content, stateKey, timestamp: timestampOf(request, by, parts) }),
    },
    rules,
  );
}

/** Given several times, the first one counts. */
function delayOf(request: Request): number {
  const [text = ''] = occurrencesOf(DELAY_PARAMETER, request);
  return judgedDelay(/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN, DELAY_PARAMETER);
}
