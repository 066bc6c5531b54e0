import type { Arbitrary } from 'fast-check';

import {
  OVER_ITS_OWN_CONNECTION,
  undelayedPath,
  type WildRequest,
  wildRequests,
  wrongWith,
} from '../../chance/any-bytes.js';
import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { FuturesContext } from '../words/futures-context.js';
import { inputCheck } from '../chance/inputs-check.js';

type Wild = WildRequest<'send_future' | 'state_future' | 'futures' | 'token', string>;

const NAMES = [
  'future_timeout',
  'future_group_id',
  'future_timeout[]',
  'future_group_id[a]',
  'timeout',
  'access_token',
];

const requests: Arbitrary<Wild> = wildRequests(
  'PUT',
  { often: ['send_future', 'state_future'], seldom: ['token', 'futures'] },
  NAMES,
  // Far away.
  [['future_timeout', null]],
);

/** No bytes on any endpoint make a 5xx, and whatever is refused is refused in Matrix's manner (ERR-7). */
export const byteInputChecks: readonly Check[] = [
  inputCheck<Wild>({
    id: 'errors.any-bytes',
    title: 'no bytes on any endpoint make the server answer 5xx or refuse without errcode and error',
    requirement: 'ERR-7',
    inputs: requests,
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

const NO_FIELDS = new TextEncoder().encode('{}');

/** A request in which there is nothing wild. */
const ORDINARY: Wild = {
  method: 'PUT',
  endpoint: 'send_future',
  segments: ['org.example.ordinary', 'ordinary'],
  room: null,
  query: [['future_timeout', null]],
  body: null,
  headers: {},
};

/** What is wrong with how a request is answered, if anything is. */
async function tryRequest(t: FuturesContext, room: Room, request: Wild): Promise<Wrong | undefined> {
  const { method, query, body, headers } = request;
  const place = pathOf(t, room, request);
  const search = query.map(([name, value]) => `${name}=${value ?? t.timeoutParameter(t.far)}`).join('&');
  const path = search === '' ? place : `${place}?${search}`;
  const options = {
    ...(method === 'GET' ? {} : { raw: body ?? NO_FIELDS }),
    headers: { ...headers, ...OVER_ITS_OWN_CONNECTION },
  };
  return wrongWith({
    request,
    method,
    path,
    async send() {
      const answer = await t.alice.request(method, path, options);
      await t.withdraw(answer);
      return answer;
    },
    sendUndelayed: () => t.alice.request(method, undelayedPath(t.alice, room, method, t.uniqueName('txn')), options),
  });
}

function pathOf(t: FuturesContext, { id }: Room, { endpoint, segments, room }: Wild): string {
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
