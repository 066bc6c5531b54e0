import { constantFrom, domain, oneof, option, record, subarray, tuple } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { inputCheck } from '../chance/inputs-check.js';
import { type Endpoint, properRequest } from './endpoints.js';

/** The headers that requests have and that browsers do not send without being allowed to. */
const NEEDED = ['authorization', 'content-type'];

/** The methods for which browsers need no permission. */
const SIMPLE_METHODS = ['GET', 'HEAD', 'POST'];

/** A request by a web page. */
interface PageRequest {
  /** Where the page comes from; `null` for a request that no page makes. */
  readonly origin: string | null;
  readonly endpoint: Endpoint;
  /** What it is refused for, where it is. */
  readonly flaw: 'no flaw' | 'a wrong parameter' | 'no access token';
  /** The headers for which the browser asks permission before, as far as this is about its question; else `null`. */
  readonly asksFor: readonly string[] | null;
}

/** Origins as browsers write them; `null` in four letters is what pages have that come from nowhere. */
const origins = oneof(
  constantFrom('https://client.example.org', 'http://localhost:8080', 'null', 'capacitor://localhost', 'http://[::1]'),
  tuple(constantFrom('https', 'http'), domain()).map((parts) => parts.join('://')),
);

/** Pages of any origin can use every endpoint, and read what it answers (ERR-8). */
export const pageInputChecks: readonly Check[] = [
  inputCheck<PageRequest>({
    id: 'errors.any-page',
    title: 'pages of any origin may make every request and read every answer, refusals included',
    requirement: 'ERR-8',
    inputs: record({
      origin: origins,
      endpoint: constantFrom<Endpoint>('send_future', 'state_future', 'listing', 'token'),
      flaw: constantFrom<PageRequest['flaw']>('no flaw', 'a wrong parameter', 'no access token'),
      asksFor: option(subarray(NEEDED, { minLength: 1 })),
    }),
    runs: 48,
    pending: [1, 1],
    ordinary: ({ endpoint }) => ({ origin: null, endpoint, flaw: 'no flaw', asksFor: null }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);
      return { attempt: (request) => tryPage(t, room, kept.refreshToken ?? '', request) };
    },
  }),
];

/** Why a page could not make its request, or not read the answer. */
async function tryPage(
  t: FuturesContext,
  room: Room,
  token: string,
  { origin, endpoint, flaw, asksFor }: PageRequest,
): Promise<Wrong | undefined> {
  const isWrong = flaw === 'a wrong parameter';
  const proper = properRequest(t, room, endpoint, isWrong ? t.uniqueName('no-such-token') : token);
  const { method, path, json } = proper;
  if (origin !== null && asksFor !== null) {
    const headers = {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': asksFor.join(','),
    };
    const answer = await t.alice.request('OPTIONS', path, { token: null, headers });
    const obstacle = obstacleToAsking(answer, origin, method, asksFor);
    return obstacle && `OPTIONS from ${origin} before ${method} on ${endpoint}: ${obstacle}`;
  }
  const answer = await t.alice.request(method, isWrong ? path.replace(/\?.*/, '?future_timeout=soon') : path, {
    ...(json === undefined ? {} : { json }),
    ...(flaw === 'no access token' || endpoint === 'token' ? { token: null } : {}),
    ...(origin === null ? {} : { headers: { origin } }),
  });
  await t.withdraw(answer);
  const what = `${method} on ${endpoint} from ${origin ?? 'no page'} with ${flaw}`;
  if (origin === null) return answer.ok ? undefined : { what, expected: 200, seen: answer };
  const obstacle = obstacleToReading(answer, origin);
  return obstacle && `${what} (${answer.status}): ${obstacle}`;
}

/** Why a page of an origin may not read an answer. */
function obstacleToReading({ headers }: Answer, origin: string): string | undefined {
  const allowed = headers['access-control-allow-origin'];
  if (allowed === '*' || allowed === origin) return undefined;
  return `expected Access-Control-Allow-Origin to be * or ${origin}, it is ${allowed ?? 'missing'}`;
}

/** Why a browser does not send a request after it has asked whether it may. */
function obstacleToAsking(
  answer: Answer,
  origin: string,
  method: string,
  asksFor: readonly string[],
): Wrong | undefined {
  if (answer.status < 200 || answer.status >= 300) return { expected: '200 or 204', seen: answer };
  const methods = listed(answer.headers['access-control-allow-methods']);
  if (![...SIMPLE_METHODS, ...methods].includes(method) && !methods.includes('*'))
    return `Access-Control-Allow-Methods lacks ${method}: ${methods.join(', ')}`;
  const headers = listed(answer.headers['access-control-allow-headers']);
  const missing = headers.includes('*') ? [] : asksFor.filter((name) => !headers.includes(name.toUpperCase()));
  if (missing.length > 0) return `Access-Control-Allow-Headers lacks ${missing.join(', ')}`;
  return obstacleToReading(answer, origin);
}

/** The items of a header field that holds a list, in capitals. */
function listed(field: string | undefined): string[] {
  return (field ?? '')
    .toUpperCase()
    .split(',')
    .map((item) => item.trim());
}
