import { expect, test } from 'vitest';

import { inProcessTarget } from '../kit/targets/in-process-target.js';
import type { Preflight } from '../kit/checks/revision.js';
import type { Stage, Target } from '../kit/targets/stage.js';
import type { KnownDialect } from './dialect.js';
import { cancelFutures, preflightFutures } from './preflight.js';
import { type Bend, futuresServer } from './words/futures-server.testkit.js';

interface Look {
  readonly preflight: Preflight;
  readonly target: Target;
  readonly requests: readonly { readonly method: string; readonly path: string }[];
}

async function look(bend: Bend = {}, fixed: KnownDialect = {}): Promise<Look> {
  const server = futuresServer(bend);
  const target = inProcessTarget('embedded', () => server);
  return { preflight: await preflightFutures(target, fixed), target, requests: server.requests };
}

async function dialectOf(bend: Bend, fixed: KnownDialect = {}): Promise<unknown> {
  const { preflight } = await look(bend, fixed);
  return preflight.implemented ? preflight.dialect : preflight.reason;
}

test('a server as the text has it', async () => {
  expect(await dialectOf({})).toEqual({
    prefix: '/_matrix/client/v3',
    method: 'POST',
    unit: 'ms',
    farTimeout: 3_600_000,
  });
});

test.each(['/_matrix/client/unstable/io.element.msc4140', '/_matrix/client/unstable/org.matrix.msc4140'])(
  'paths under %s',
  async (prefix) => {
    expect(await dialectOf({ prefix })).toMatchObject({ prefix });
  },
);

test('a prefix that somebody guards is not taken for one that takes futures', async () => {
  const prefix = '/_matrix/client/unstable/org.matrix.msc4140';
  const script: Bend['script'] = ({ path }) =>
    path.startsWith('/_matrix/client/v3/rooms') && path.includes('send_future')
      ? [403, { errcode: 'M_FORBIDDEN', error: 'the firewall does not know this' }]
      : undefined;
  expect(await dialectOf({ prefix, script })).toMatchObject({ prefix });
});

test('a server without the feature is told from one that does it wrong', async () => {
  const { preflight } = await look({ prefix: '/nowhere' });
  expect(preflight).toMatchObject({ implemented: false, reason: expect.stringContaining('send_future') });
  const refusing: Bend['script'] = ({ path }) =>
    path.includes('send_future') ? [400, { errcode: 'M_BAD_JSON', error: 'never' }] : undefined;
  expect((await look({ script: refusing })).preflight.implemented).toBe(true);
});

test.each([400, 404, 405])(
  'a server that answers %i M_UNRECOGNIZED to everything new is without the feature',
  async (status) => {
    const script: Bend['script'] = ({ path }) =>
      path.includes('future') ? [status, { errcode: 'M_UNRECOGNIZED', error: 'what?' }] : undefined;
    expect((await look({ script })).preflight.implemented).toBe(false);
  },
);

test('a token endpoint that only knows PUT', async () => {
  expect(await dialectOf({ method: 'PUT' })).toMatchObject({ method: 'PUT' });
  expect(await dialectOf({ method: 'POST' })).toMatchObject({ method: 'POST' });
});

test('seconds', async () => {
  expect(await dialectOf({ unit: 's' })).toMatchObject({ unit: 's', farTimeout: 3_600_000 });
});

test('a server that is slow just then is not taken for one that counts seconds', async () => {
  expect(await dialectOf({ late: 6_000 })).toMatchObject({ unit: 'ms' });
});

test('a server that never sends anything is not waited for for ever', async () => {
  expect(await dialectOf({ late: Number.POSITIVE_INFINITY })).toMatchObject({ unit: 'ms' });
});

test.each([
  [{}, 0],
  [{ late: 700 }, 700],
  [{ unit: 's' }, 0],
  [{ unit: 's', late: 300 }, 300],
] as const)('the run begins with the lateness seen here: %j', async (bend, worst) => {
  expect((await look(bend)).target.lateness.worst).toBe(worst);
});

test.each([
  [700_000, 600_000],
  [60_000, 60_000],
  [10, 3_600_000],
])('with a maximum of %i ms, far away is %i ms', async (maximum, farTimeout) => {
  expect(await dialectOf({ maximum })).toMatchObject({ farTimeout });
});

test('what is known already is not asked for', async () => {
  const fixed = { prefix: '/_matrix/client/v3', unit: 's', method: 'PUT', farTimeout: 90_000 } as const;
  expect(await dialectOf({}, fixed)).toEqual(fixed);
  const { requests } = await look({}, fixed);
  expect(requests.filter(({ path }) => path.includes('/futures/cancel'))).toHaveLength(1);
});

test('no token is told when the token endpoint cannot be reached', async () => {
  const script: Bend['script'] = ({ path }) => {
    if (path.includes('/futures/cancel')) throw new Error('connection refused');
    return undefined;
  };
  const reason = await look({ script }).then(() => 'reached', String);
  expect(reason).toContain('connection refused');
  expect(reason).not.toContain('cancel-token');
});

test('afterwards what an account still has is cancelled where it is to be cleared, whatever else its listing shows', async () => {
  const server = futuresServer({
    script: ({ path }) =>
      path.endsWith('/v3/futures')
        ? [
            200,
            [
              null,
              7,
              { response: {} },
              ...['a/b', 'theirs', 'c'].map((token) => ({ response: { cancel_token: token } })),
            ],
          ]
        : undefined,
  });
  const stage: Stage = await inProcessTarget('embedded', () => server).open({});
  const [account] = stage.accounts;
  if (account === undefined) throw new Error('no account');
  const dialect = { prefix: '/_matrix/client/v3', method: 'PUT', unit: 'ms', farTimeout: 1 } as const;
  const isToBeCleared = (entry: unknown): boolean => !JSON.stringify(entry).includes('theirs');
  await cancelFutures(account, (request) => stage.send(request), dialect, isToBeCleared);
  const calls = server.requests.filter(({ path }) => path.includes('/futures/'));
  expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'PUT /_matrix/client/v3/futures/a%2Fb',
    'PUT /_matrix/client/v3/futures/c',
  ]);
  await stage.close();
});
