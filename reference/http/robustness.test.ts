import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { ordinaryRoutes } from './ordinary-routes.js';
import { testUser } from './client.testkit.js';

/** More where `FUZZ_RUNS` asks for more. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 400);

/** Where the endpoints for delayed events are. */
const DELAYED_EVENTS = [
  { rooms: '/_matrix/client/v3/rooms', delayedEvents: '/_matrix/client/v1/delayed_events' },
  {
    rooms: '/_matrix/client/unstable/org.matrix.msc4140/rooms',
    delayedEvents: '/_matrix/client/unstable/org.matrix.msc4140/delayed_events',
  },
];

interface Endpoint {
  readonly path: string;
  readonly methods: readonly string[];
}

const endpoints: readonly Endpoint[] = [
  ...ordinaryRoutes().stack.map(({ route }) => ({
    path: route?.path ?? '/',
    methods: (route?.stack ?? []).map(({ method }) => method.toUpperCase()),
  })),
  { path: '/_matrix/client/v3/rooms/:roomId/send_future/:eventType/:txnId', methods: ['PUT'] },
  { path: '/_matrix/client/v3/rooms/:roomId/state_future/:eventType{/:stateKey}', methods: ['PUT'] },
  { path: '/_matrix/client/v3/rooms/:roomId/send/future/:txnId', methods: ['PUT'] },
  { path: '/_matrix/client/v3/futures', methods: ['GET'] },
  ...DELAYED_EVENTS.flatMap(({ rooms, delayedEvents }) => [
    { path: `${rooms}/:roomId/delayed_event/:eventType/:txnId`, methods: ['PUT'] },
    { path: `${delayedEvents}/:delayId/:action`, methods: ['POST'] },
    { path: `${delayedEvents}/:delayId`, methods: ['GET', 'POST'] },
    { path: delayedEvents, methods: ['GET'] },
  ]),
  { path: '/_matrix/client/v3/futures/:token', methods: ['POST', 'PUT'] },
];

/** Strings that have tripped servers before. */
const nasty = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '.',
    '..',
    '\0',
    '\ud800',
    '💥',
    '%',
    '%00',
    '%E0%A4%A',
    '%ff',
    '*',
    '#',
    '?',
    '@',
    '!',
    '$',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('x'.repeat(300), 'ü'.repeat(10_000)),
);

const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom(
    '',
    '[',
    '"\\ud800"',
    '{"__proto__":{"a":1}}',
    '{"a":1e999,"b":-0,"c":1.5}',
    '['.repeat(50_000),
    `{"a":${'{"b":'.repeat(2_000)}1${'}'.repeat(2_000)}}`,
  ),
  // Bodies that name the right fields, with values of any kind.
  fc
    .dictionary(
      fc.constantFrom(
        ...[
          'membership',
          'user_id',
          'reason',
          'redacts',
          'typing',
          'timeout',
          'presence',
          'status_msg',
          'type',
          'identifier',
          'user',
        ],
        ...[
          'password',
          'username',
          'auth',
          'device_id',
          'invite',
          'initial_state',
          'preset',
          'name',
          'room_version',
          'users',
          'events',
        ],
        ...[
          'creation_content',
          'power_level_content_override',
          'room_alias_name',
          'displayname',
          'm.read',
          'm.fully_read',
          'room',
        ],
        ...[
          'users_default',
          'ban',
          'join_rule',
          'allow',
          'history_visibility',
          'thread_id',
          'room_id',
          'send_on_timeout',
          'send_now',
          'delay_ms',
          'content',
          'state_key',
          'action',
        ],
        ...['send_on_action', 'group_id', '__proto__'],
      ),
      fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        nasty,
        fc.constantFrom('join', 'invite', 'ban', '@bob:localhost', 'm.login.dummy'),
      ),
      { maxKeys: 6 },
    )
    .map((body) => JSON.stringify(body)),
);

const query = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'since',
      'org.matrix.msc4140.delay',
      'from_ts',
      'status',
      'ts',
      'timeout',
      'filter',
      'full_state',
      'use_state_after',
      'dir',
      'from',
      'to',
      'limit',
      'at',
      'membership',
    ),
    fc.constantFrom(
      'not_membership',
      'format',
      'kind',
      'access_token',
      'future_timeout',
      'future_group_id',
      'username',
      'token',
    ),
    nasty,
  ),
  fc.oneof(
    nasty,
    fc.constantFrom(
      '0',
      '1',
      's1',
      's0',
      'b',
      'f',
      'true',
      'none',
      '{}',
      '1e3',
      '-1',
      '99999999999999999999',
      '{"room":{"timeline":{"limit":0}}}',
    ),
  ),
  { maxKeys: 4 },
);

const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'content-encoding',
    'content-length',
    'expect',
    'range',
    'if-none-match',
    'x-forwarded-for',
    'cookie',
    'accept',
  ),
  fc.constantFrom(
    'gzip',
    'br',
    'deflate',
    'identity',
    'x',
    '',
    '0',
    '-1',
    '5',
    '99999999999',
    'text/plain; charset=utf-7',
    'bytes=0-1',
    '*',
    '100-continue',
  ),
  { maxKeys: 2 },
);

interface Known {
  readonly roomId: string;
  readonly eventId: string;
  readonly token: string;
}

function pathOf(template: string, values: readonly string[], known: Known): string {
  const real: Record<string, string> = {
    roomId: known.roomId,
    roomIdOrAlias: known.roomId,
    userId: '@alice:localhost',
    eventId: known.eventId,
    receiptType: 'm.read',
    eventType: 'org.example',
    stateKey: '@alice:localhost',
  };
  let index = 0;
  return template.replace(/[{}]/g, '').replace(/:(\w+)/g, (_, name: string) => {
    const value = values[index++] ?? 'REAL';
    if (value === 'REAL' && real[name] !== undefined) return encodeURIComponent(real[name]);
    // Some strings go in as they are, badly escaped; what cannot be escaped does so, too.
    return value.startsWith('%') || /\p{Surrogate}/u.test(value) ? value : encodeURIComponent(value);
  });
}

/** The answer to a request, or that it waits for one; then it is given up. */
async function answerTo(server: Homeserver, request: Request): Promise<Response | 'waits'> {
  const client = new AbortController();
  const given: Response[] = [];
  const answering = server.handle(new Request(request, { signal: client.signal })).then(
    (answer) => given.push(answer),
    () => 0,
  );
  while (given.length === 0 && server.parkedRequests() === 0) await new Promise((resolve) => setImmediate(resolve));
  client.abort();
  await answering;
  return given[0] ?? 'waits';
}

test('no request, however malformed, is answered by a 5xx or without a Matrix error', async () => {
  const server = createHomeserver({
    clock: virtualClock(),
    futures: { batchSend: true, reuseSendEndpoints: true },
    delayedEvents: { wire: ['accepted', 'accepted-unstable', 'w0'], list: true },
  });
  const alice = await testUser(server, 'alice');
  const bob = await testUser(server, 'bob');
  const secretRoom = await bob.createRoom({ topic: 'bob’s secret' });
  await bob.put(`/user/${bob.userId}/account_data/org.example`, { secret: 'bob’s secret' });
  const roomId = await alice.createRoom({ preset: 'public_chat' });
  const known = { roomId, eventId: await alice.say(roomId, 'x'), token: alice.token };
  const stderr = vi.spyOn(process.stderr, 'write');

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...endpoints),
      fc.array(
        fc.oneof({ weight: 3, arbitrary: fc.constant('REAL') }, nasty, fc.constantFrom(secretRoom, bob.userId)),
        { maxLength: 4 },
      ),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant('ITS OWN') },
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
      ),
      fc.option(json, { freq: 5 }),
      query,
      fc.oneof({ weight: 8, arbitrary: fc.constant('mine') }, fc.constantFrom('none', 'wrong')),
      fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, headers),
      async ({ path: template, methods }, values, wantedMethod, body, parameters, token, extraHeaders) => {
        const method = wantedMethod === 'ITS OWN' ? (methods[0] ?? 'GET') : wantedMethod;
        // Whoever logs out by chance would end the test.
        const path = template.includes('logout') ? '/_matrix/client/v3/sync' : pathOf(template, values, known);
        const search = Object.entries(parameters).map(([name, value]) => `${queryText(name)}=${queryText(value)}`);
        const request = new Request(`http://hs${path}?${search.join('&')}`, {
          method,
          headers: {
            ...extraHeaders,
            ...(token === 'none' ? {} : { authorization: `Bearer ${token === 'mine' ? known.token : 'wrong'}` }),
          },
          ...(body === null || method === 'GET' || method === 'HEAD' ? {} : { body: body as BodyInit }),
        });
        const answer = await answerTo(server, request);
        if (answer === 'waits') return;
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers.get('access-control-allow-origin')).toBe('*');
        const text = await answer.text();
        if (method === 'HEAD' || answer.status === 204) return;
        const told = JSON.parse(text) as object;
        expect(text).not.toContain('bob’s secret');
        // What only takes a further stage of authentication is no error.
        if (answer.status >= 400 && !('flows' in told))
          expect(told).toMatchObject({
            errcode: expect.stringMatching(/^M_/) as unknown,
            error: expect.any(String) as unknown,
          });
      },
    ),
    { numRuns: RUNS },
  );
  expect(stderr).not.toHaveBeenCalled();
  stderr.mockRestore();
  server.close();
});

function queryText(text: string): string {
  return text.startsWith('%') || /\p{Surrogate}/u.test(text) ? text : encodeURIComponent(text);
}
