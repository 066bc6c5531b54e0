import { type Arbitrary, constantFrom, oneof, record, tuple } from 'fast-check';

import { bytesInWords, isWellFormed, wildBody, wildHeaders, wildQuery, wildSegment } from '../../chance/any-bytes.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Check } from '../../kit/checks/check.js';
import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { requireAlive } from './composure.js';
import { withdraw } from './endpoints.js';

/** A request such as nobody in their right mind makes. */
interface WildRequest {
  /** The endpoint's own unless given. */
  readonly method: string | null;
  readonly endpoint: 'a message' | 'state' | 'an action' | 'a lookup' | 'a list';
  /** What stands in the path for a type and a transaction id, or for a `delay_id` and an action, well encoded or badly. */
  readonly segments: readonly [string, string];
  /** What stands for the room; absent for one that is there. */
  readonly room: string | null;
  readonly query: readonly (readonly [name: string, value: string | null])[];
  /** Absent for an ordinary one. */
  readonly body: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

const NAMES = ['ts', 'delay_ms', 'org.matrix.msc4140.delay', 'org.matrix.msc4140.delay[]', 'a[b]', 'access_token'];

/**
 * Requests that hardly anybody makes: any bytes, anywhere. Most have but one or two oddities, since a request in which
 * everything is wrong is refused for the first thing and tells nothing of the others.
 */
const wildRequests: Arbitrary<WildRequest> = record({
  method: oneof({ weight: 4, arbitrary: constantFrom(null) }, constantFrom('PUT', 'POST', 'GET', 'DELETE', 'PATCH')),
  endpoint: oneof(
    { weight: 3, arbitrary: constantFrom('a message' as const, 'state' as const) },
    constantFrom('an action' as const, 'a lookup' as const, 'a list' as const),
  ),
  segments: tuple(wildSegment, wildSegment),
  room: oneof({ weight: 6, arbitrary: constantFrom(null) }, wildSegment),
  query: wildQuery(NAMES, []),
  body: oneof({ weight: 1, arbitrary: constantFrom(null) }, { weight: 2, arbitrary: wildBody }),
  headers: wildHeaders,
});

const ORDINARY: WildRequest = {
  method: null,
  endpoint: 'a message',
  segments: ['org.example.ordinary', 'ordinary'],
  room: null,
  query: [],
  body: null,
  headers: {},
};

/** No bytes on any endpoint make a 5xx, and whatever is refused is refused in Matrix's manner (DE-ERR-1). */
export const byteInputChecks: readonly Check[] = [
  inputCheck<WildRequest>({
    id: 'errors.any-bytes',
    title: 'no bytes on any endpoint make the server answer 5xx or refuse without errcode and error',
    requirement: 'DE-ERR-1',
    inputs: wildRequests,
    runs: 48,
    pending: [1, 1],
    ordinary: () => ORDINARY,
    async arrange(t) {
      const room = await t.alice.createRoom();
      await requireAlive(t);
      return { attempt: (request) => tryRequest(t, room, request), afterwards: () => requireAlive(t) };
    },
  }),
];

/** What is wrong with how a request is answered, if anything is. */
async function tryRequest(t: DelayedEventsContext, room: Room, request: WildRequest): Promise<Wrong | undefined> {
  const { body, headers, query: wild } = request;
  const usual = usualRequest(t, request);
  const [first, second] = request.segments;
  const placed = usual.path
    .replace('ROOM', request.room ?? encodeURIComponent(room.id))
    .replace('FIRST', first)
    .replace('SECOND', second);
  const search = new URLSearchParams(usual.query).toString();
  const parameters = [search, ...wild.map(([name, value]) => `${name}=${value ?? ''}`)].filter((part) => part !== '');
  const path = parameters.length === 0 ? placed : `${placed}?${parameters.join('&')}`;
  const method = request.method ?? usual.method;
  const given = body === null ? (usual.json === undefined ? {} : { json: usual.json }) : { raw: body };
  const answer = await t.alice.request(method, path, { ...(method === 'GET' ? {} : given), headers });
  await withdraw(t, t.alice, answer);
  if (t.isOfFront(answer)) return undefined;
  const told = body === null ? '' : ` with the body ${bytesInWords(body)}`;
  const what = `${method} ${path}${Object.entries(headers).map((header) => ` with ${header.join(': ')}`)}${told}`;
  if (answer.status >= 500) {
    // Whether the server stumbles over that without a delay as well: then it is not for want of care with delays.
    if (body !== null && (await breaksUndelayed(t, room, body))) return undefined;
    return { what, expected: 'no 5xx', seen: answer };
  }
  if (answer.status < 400 || isMatrixError(answer) || !isWellFormed(path)) return undefined;
  return { what, expected: 'a JSON object with errcode and error', seen: answer };
}

function usualRequest(t: DelayedEventsContext, { endpoint }: WildRequest): ReturnType<typeof t.form.schedule> {
  const asked = { roomId: 'ROOM', type: 'FIRST', txnId: 'SECOND', delay: t.far, content: t.text('wild') };
  switch (endpoint) {
    case 'a list':
      return t.can('a list') ? t.form.list() : t.form.act('FIRST', 'SECOND');
    case 'a lookup':
      return t.can('a lookup') ? t.form.lookup('FIRST') : t.form.act('FIRST', 'SECOND');
    case 'an action':
      return t.form.act('FIRST', 'SECOND');
    case 'a message':
      return t.form.schedule(asked);
    case 'state':
      return t.form.schedule({ ...asked, stateKey: 'SECOND' });
  }
}

async function breaksUndelayed(t: DelayedEventsContext, room: Room, raw: Uint8Array): Promise<boolean> {
  const path = roomPath(room, 'send', 'org.example.undelayed', t.uniqueName('txn'));
  return (await t.alice.request('PUT', path, { raw })).status >= 500;
}
