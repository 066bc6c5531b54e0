import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { FuturesContext } from '../words/futures-context.js';
import { type WildRequest, wildRequests } from '../../chance/any-bytes.js';
import { inputCheck } from '../chance/inputs-check.js';

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
  const told = body === null ? '' : ` with the body ${inWords(body)}`;
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

function isWellFormed(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\u0000');
  } catch {
    return false;
  }
}

/** Bytes as text, those that are none of it as escapes; cut where they go on and on. */
function inWords(bytes: Uint8Array): string {
  const text = Array.from(bytes.slice(0, 200), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
  return bytes.length > 200 ? `${text}… (${bytes.length} bytes)` : text;
}
