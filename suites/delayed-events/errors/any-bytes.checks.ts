import type { Arbitrary } from 'fast-check';

import {
  OVER_ITS_OWN_CONNECTION,
  undelayedPath,
  type WildRequest,
  wildRequests,
  wrongWith,
} from '../../chance/any-bytes.js';
import type { Check } from '../../kit/checks/check.js';
import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Room } from '../../kit/rooms/room.js';
import { inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { requireAlive } from './composure.js';
import { withdraw } from './endpoints.js';

type Wild = WildRequest<
  'a message' | 'state' | 'an action' | 'a lookup' | 'a list',
  // That of the endpoint unless given.
  string | null
>;

const NAMES = ['ts', 'delay_ms', 'org.matrix.msc4140.delay', 'org.matrix.msc4140.delay[]', 'a[b]', 'access_token'];

const requests: Arbitrary<Wild> = wildRequests(
  null,
  { often: ['a message', 'state'], seldom: ['an action', 'a lookup', 'a list'] },
  NAMES,
  [],
);

const ORDINARY: Wild = {
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
  inputCheck<Wild>({
    id: 'errors.any-bytes',
    title: 'no bytes on any endpoint make the server answer 5xx or refuse without errcode and error',
    requirement: 'DE-ERR-1',
    inputs: requests,
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
async function tryRequest(t: DelayedEventsContext, room: Room, request: Wild): Promise<Wrong | undefined> {
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
  const options = { ...(method === 'GET' ? {} : given), headers: { ...headers, ...OVER_ITS_OWN_CONNECTION } };
  return wrongWith({
    request,
    method,
    path,
    async send() {
      const answer = await t.alice.request(method, path, options);
      await withdraw(t, t.alice, answer);
      return t.isOfFront(answer) ? undefined : answer;
    },
    sendUndelayed: () => t.alice.request(method, undelayedPath(t.alice, room, method, t.uniqueName('txn')), options),
  });
}

function usualRequest(t: DelayedEventsContext, { endpoint }: Wild): ReturnType<typeof t.form.schedule> {
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
