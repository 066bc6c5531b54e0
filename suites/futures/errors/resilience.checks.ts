import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { RequestOptions } from '../../kit/rooms/user.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** Bytes that are not UTF-8, inside an otherwise good body. */
const NO_UTF8 = Uint8Array.from([
  ...new TextEncoder().encode('{"body":"'),
  0xff,
  0xfe,
  0xc3,
  0x28,
  ...new TextEncoder().encode('"}'),
]);

/** Bodies that parsers have stumbled over. */
const BODIES: Readonly<Record<string, string | Uint8Array>> = {
  'an empty body': '',
  'white space': ' \n',
  'half an object': '{"a":',
  'a NUL byte': '\u0000',
  'bytes that are not UTF-8': NO_UTF8,
  'half a surrogate pair': String.raw`{"body":"\ud800"}`,
  'an escaped NUL': String.raw`{"body":"\u0000"}`,
  'an infinite number': '{"n":1e999}',
  'a very long number': `{"n":${'9'.repeat(2_000)}}`,
  'a very long fraction': `{"n":0.${'3'.repeat(2_000)}}`,
  'a key twice': '{"a":1,"a":2}',
  'a byte order mark': '\ufeff{"a":1}',
  'prototype names': '{"__proto__":{"a":1},"constructor":null,"toString":{}}',
  '5,000 levels': `{"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  '50,000 levels': `{"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  '20,000 levels that never end': '{"a":'.repeat(20_000),
};

/** Contents with which servers that look into them have to cope. */
const STATE: readonly (readonly [type: string, stateKey: string, content: unknown])[] = [
  ['m.room.member', 'nobody', { membership: 'join' }],
  ['m.room.member', '@nobody:nowhere.example', { membership: 7 }],
  ['m.room.member', '', {}],
  ['m.room.power_levels', '', { users: 'none', events: [], users_default: 'high' }],
  ['m.room.power_levels', '', {}],
  ['m.room.create', '', {}],
  ['m.room.join_rules', '', { join_rule: null }],
  ['m.room.encryption', '', { algorithm: 5 }],
  ['m.room.redaction', 'key', { redacts: 1 }],
  ['m.room.tombstone', '', { replacement_room: {} }],
];

/** Requests of all sorts that no server may stumble over. */
export const resilienceChecks: readonly Check[] = [
  futuresCheck({
    id: 'errors.strange-bodies',
    title: 'no body makes the scheduling endpoints answer 5xx, and every refusal has a Matrix error body',
    requirements: ['ERR-7'],
    async run(t) {
      const room = await t.alice.createRoom();
      for (const [what, raw] of Object.entries(BODIES)) {
        const message = await t.tryMessage(t.alice, room, { timeout: t.far }, { raw });
        const state = await t.tryState(t.alice, room, { timeout: t.far, stateKey: t.uniqueName('key') }, { raw });
        requireComposure(t, message, `send_future with ${what}`);
        requireComposure(t, state, `state_future with ${what}`);
        for (const answer of [message, state]) await t.withdraw(answer);
      }
      await requireAlive(t);
    },
  }),

  futuresCheck({
    id: 'errors.strange-contents',
    title: 'no content that means something to servers makes them answer 5xx when it is scheduled',
    requirements: ['ERR-7'],
    async run(t) {
      const room = await t.alice.createRoom();
      for (const [type, stateKey, content] of STATE) {
        const answer = await t.tryState(t.alice, room, { type, stateKey, timeout: t.far }, { json: content });
        requireComposure(t, answer, `a state future of ${type} with ${JSON.stringify(content)}`);
        await t.withdraw(answer);
      }
      for (const content of [{}, { redacts: 7 }, { redacts: '' }]) {
        const answer = await t.tryMessage(
          t.alice,
          room,
          { type: 'm.room.redaction', timeout: t.far },
          { json: content },
        );
        requireComposure(t, answer, `a future of m.room.redaction with ${JSON.stringify(content)}`);
        await t.withdraw(answer);
      }
      await requireAlive(t);
    },
  }),

  futuresCheck({
    id: 'errors.strange-paths',
    title: 'no room id, type, transaction id, state key or token makes the server answer 5xx',
    requirements: ['ERR-7'],
    async run(t) {
      const room = await t.alice.createRoom();
      const [home, query] = [t.roomPath(room.id), { future_timeout: t.timeoutParameter(t.far) }];
      const long = 'x'.repeat(1_500);
      const schedule = [
        ...['not-a-room', '!', '!:', '#alias:example.org', '!a:b:c', '__proto__', long].map(
          (id) => `${t.roomPath(id)}/send_future/m.room.message/${t.uniqueName('txn')}`,
        ),
        `${home}/send_future/m.room.message/`,
        `${home}/send_future/m.room.message`,
        `${home}/send_future//${t.uniqueName('txn')}`,
        `${home}/send_future/m.room.message/a/b`,
        `${home}/send_future/${long}/${t.uniqueName('txn')}`,
        `${home}/send_future/m.room.message/${long}`,
        `${home}/send_future/__proto__/__proto__`,
        `${home}/state_future`,
        `${home}/state_future//`,
        `${home}/state_future/org.example.status/a/b`,
        `${home}/state_future/org.example.status/${long}`,
        `${home}/state_future/__proto__/constructor`,
        `${home}/state_future/org.example.status/@nobody:nowhere.example`,
      ];
      for (const path of schedule) {
        const answer = await t.alice.request('PUT', path, { query, json: t.text('strange path') });
        requireComposure(t, answer, `PUT ${path.slice(0, 200)}`);
        await t.withdraw(answer);
      }
      for (const token of ['a/b', '..', '__proto__', 'constructor', ' ', '🙂', long]) {
        const answer = await t.callToken(token);
        requireComposure(t, answer, `a call of the token ${token.slice(0, 200)}`);
        t.require('ERR-7', !answer.ok, {
          what: `a call of the token ${token.slice(0, 200)}`,
          expected: 'a refusal',
          seen: answer,
        });
      }
      await requireAlive(t);
    },
  }),

  futuresCheck({
    id: 'errors.malformed-escapes',
    title: 'no malformed percent-encoding makes the server answer 5xx',
    requirements: ['ERR-7'],
    async run(t) {
      const room = await t.alice.createRoom();
      const timeout = `future_timeout=${t.timeoutParameter(t.far)}`;
      for (const escape of ['%zz', '%', '%f', '%ff', '%c3%28', '%ed%a0%80', '%00', '%2', '%u0041']) {
        const requests = [
          `${t.roomPath(room.id)}/send_future/m.room.message/${escape}?${timeout}`,
          `${t.roomPath(room.id)}/state_future/org.example.status/${escape}?${timeout}`,
          `${t.roomPath(room.id)}/send_future/${escape}/${t.uniqueName('txn')}?${timeout}`,
          `${t.dialect.prefix}/rooms/${escape}/send_future/m.room.message/${t.uniqueName('txn')}?${timeout}`,
          `${t.roomPath(room.id)}/send_future/m.room.message/${t.uniqueName('txn')}?future_timeout=${escape}`,
          `${t.roomPath(room.id)}/send_future/m.room.message/${t.uniqueName('txn')}?${timeout}&future_group_id=${escape}`,
        ];
        for (const path of requests) {
          const answer = await t.alice.request('PUT', path, { json: t.text('malformed') });
          // Proxies answer such requests themselves, and not in Matrix's manner.
          if (t.isOfFront(answer)) continue;
          t.require('ERR-7', answer.status < 500, { what: `PUT ${path}`, expected: 'no 5xx', seen: answer });
          await t.withdraw(answer);
        }
        const call = await t.alice.request(t.dialect.method, `${t.dialect.prefix}/futures/${escape}`, {
          token: null,
          json: {},
        });
        if (t.isOfFront(call)) continue;
        t.require('ERR-7', call.status < 500, {
          what: `a call of the token ${escape}`,
          expected: 'no 5xx',
          seen: call,
        });
      }
      await requireAlive(t);
    },
  }),

  futuresCheck({
    id: 'errors.strange-requests',
    title: 'no group id, header or query makes the server answer 5xx',
    requirements: ['ERR-7'],
    async run(t) {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room);
      const timeout = t.timeoutParameter(t.far);
      const options: Readonly<Record<string, RequestOptions>> = {
        'an empty group id': { query: { future_timeout: timeout, future_group_id: '' } },
        'a NUL as group id': { query: { future_timeout: timeout, future_group_id: '\u0000' } },
        'a prototype name as group id': { query: { future_timeout: timeout, future_group_id: '__proto__' } },
        'a long group id': { query: { future_timeout: timeout, future_group_id: 'g'.repeat(2_000) } },
        'a prototype name as action group': { query: { future_timeout: 'none', future_group_id: 'constructor' } },
        'two group ids': {
          query: new URLSearchParams(`future_timeout=${timeout}&future_group_id=a&future_group_id=b`),
        },
        'brackets in the query': { query: new URLSearchParams(`future_timeout[]=${timeout}&future_timeout[a]=1`) },
        'both names of the timeout': { query: { future_timeout: timeout, timeout: 'x' } },
        'plain text': { query: { future_timeout: timeout }, headers: { 'content-type': 'text/plain' } },
        'form data': { query: { future_timeout: timeout }, headers: { 'content-type': 'multipart/form-data' } },
        'an odd charset': {
          query: { future_timeout: timeout },
          headers: { 'content-type': 'application/json; charset=x-none' },
        },
        'an odd Authorization': {
          query: { future_timeout: timeout },
          token: null,
          headers: { authorization: 'Basic YTpi' },
        },
      };
      for (const [what, option] of Object.entries(options)) {
        for (const answer of [
          await t.tryMessage(t.alice, room, { content: t.text('strange') }, option),
          await t.tryState(t.alice, room, { content: t.text('strange'), stateKey: t.uniqueName('key') }, option),
        ]) {
          requireComposure(t, answer, `scheduling with ${what}`);
          await t.withdraw(answer);
        }
      }
      for (const [what, raw] of Object.entries(BODIES)) {
        requireComposure(t, await t.callToken(future.refreshToken ?? '', { raw }), `a token called with ${what}`);
      }
      for (const [method, path] of [
        ['PATCH', `${t.dialect.prefix}/futures`],
        ['DELETE', `${t.roomPath(room.id)}/send_future/m.room.message/${t.uniqueName('txn')}`],
        ['DELETE', `${t.dialect.prefix}/futures/${t.uniqueName('token')}`],
      ] as const) {
        requireComposure(t, await t.alice.request(method, path, { json: {} }), `${method} on ${path}`);
      }
      requireComposure(
        t,
        await t.tryList(t.alice, { query: { from: 'x', limit: '-1', future_group_id: '[]' } }),
        'a listing with a query',
      );
      await requireAlive(t);
    },
  }),
];

/** Judges that an answer is no 5xx, and where it is a refusal, one in Matrix's manner. */
function requireComposure(t: FuturesContext, answer: Answer, what: string): void {
  if (t.isOfFront(answer)) return;
  t.require('ERR-7', answer.status < 500, { what, expected: 'no 5xx', seen: answer });
  const inOrder = answer.status < 400 || isMatrixError(answer);
  t.require('ERR-7', inOrder, { what, expected: 'a JSON object with errcode and error', seen: answer });
}

/** Judges that the server does its work after all that. */
async function requireAlive(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom();
  const future = await t.message(t.alice, room);
  await t.requireSent('TOKEN-2', future, await t.send(future), 'an ordinary future after many strange requests');
}
