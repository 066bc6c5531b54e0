import { type Arbitrary, constantFrom, oneof, record, tuple } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { FuturesContext } from '../words/futures-context.js';
import { bytesInWords, isWellFormed, wildBody, wildHeaders, wildQuery, wildSegment } from '../../chance/any-bytes.js';
import { inputCheck } from '../chance/inputs-check.js';

/** A request such as nobody in their right mind makes. */
interface WildRequest {
  readonly method: string;
  readonly endpoint: 'send_future' | 'state_future' | 'futures' | 'token';
  /** What stands in the path for a type, a key or a token, percent-encoded, well or badly. */
  readonly segments: readonly [string, string];
  /** What stands for the room; absent for one that is there. */
  readonly room: string | null;
  /** Parameters as they are written; `null` stands for a timeout far away. */
  readonly query: readonly (readonly [name: string, value: string | null])[];
  readonly body: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

const NAMES = [
  'future_timeout',
  'future_group_id',
  'future_timeout[]',
  'future_group_id[a]',
  'timeout',
  'access_token',
];

/**
 * Requests that hardly anybody makes: any bytes, anywhere. Most have but one or two oddities, since a request in which
 * everything is wrong is refused for the first thing and tells nothing of the others.
 */
const wildRequests: Arbitrary<WildRequest> = record({
  method: oneof({ weight: 4, arbitrary: constantFrom('PUT') }, constantFrom('POST', 'GET', 'DELETE', 'PATCH')),
  endpoint: oneof(
    { weight: 3, arbitrary: constantFrom('send_future' as const, 'state_future' as const) },
    constantFrom('token' as const, 'futures' as const),
  ),
  segments: tuple(wildSegment, wildSegment),
  room: oneof({ weight: 6, arbitrary: constantFrom(null) }, wildSegment),
  query: wildQuery(NAMES, [['future_timeout', null]]),
  body: wildBody,
  headers: wildHeaders,
});

/** No bytes on any endpoint make a 5xx, and whatever is refused is refused in Matrix's manner (ERR-7). */
export const byteInputChecks: readonly Check[] = [
  inputCheck<WildRequest>({
    id: 'errors.any-bytes',
    title: 'no bytes on any endpoint make the server answer 5xx or refuse without errcode and error',
    requirement: 'ERR-7',
    inputs: wildRequests,
    runs: 48,
    pending: [1, 1],
    ordinary: () => ORDINARY,
    async arrange(t) {
      const room = await t.alice.createRoom();
      const first = await t.message(t.alice, room, { type: `org.example.${t.uniqueName('first')}` });
      const works = (await t.callToken(first.sendToken)).ok && (await t.comes(first, dueAfter(first.answer, 0)));
      if (!works) t.notApplicable('ordinary futures do not work, either');
      return {
        attempt: (request) => tryRequest(t, room, request),
        async afterwards() {
          // Of a type that none of those requests can have had anything to do with.
          const future = await t.message(t.alice, room, { type: `org.example.${t.uniqueName('last')}` });
          await t.requireSent('ERR-7', future, await t.send(future), 'an ordinary future after many wild requests');
        },
      };
    },
  }),
];

/** A request in which there is nothing wild. */
const ORDINARY: WildRequest = {
  method: 'PUT',
  endpoint: 'send_future',
  segments: ['org.example.ordinary', 'ordinary'],
  room: null,
  query: [['future_timeout', null]],
  body: new TextEncoder().encode('{}'),
  headers: {},
};

/** What is wrong with how a request is answered, if anything is. */
async function tryRequest(t: FuturesContext, room: Room, request: WildRequest): Promise<Wrong | undefined> {
  const { method, query, body, headers } = request;
  const place = pathOf(t, room, request);
  const search = query.map(([name, value]) => `${name}=${value ?? t.timeoutParameter(t.far)}`).join('&');
  const path = search === '' ? place : `${place}?${search}`;
  const answer = await t.alice.request(method, path, {
    ...(body === null || method === 'GET' ? {} : { raw: body }),
    headers,
  });
  await t.withdraw(answer);
  const told = body === null ? '' : ` with the body ${bytesInWords(body)}`;
  const what = `${method} ${path}${Object.entries(headers).map((header) => ` with ${header.join(': ')}`)}${told}`;
  if (answer.status >= 500) return { what, expected: 'no 5xx', seen: answer };
  // Proxies answer malformed escapes themselves, and not in Matrix's manner.
  const isOurs = isWellFormed(path);
  if (answer.status < 400 || isMatrixError(answer) || !isOurs) return undefined;
  return { what, expected: 'a JSON object with errcode and error', seen: answer };
}

function pathOf(t: FuturesContext, { id }: Room, { endpoint, segments, room }: WildRequest): string {
  const [first, second] = segments;
  switch (endpoint) {
    case 'futures':
      return `${t.dialect.prefix}/futures`;
    case 'token':
      return `${t.dialect.prefix}/futures/${first}`;
    default:
      return `${room === null ? t.roomPath(id) : `${t.dialect.prefix}/rooms/${room}`}/${endpoint}/${first}/${second}`;
  }
}
