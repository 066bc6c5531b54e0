import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { mockHomeserver } from './mock-homeserver.js';

const { handlers, homeserver, clock } = mockHomeserver('https://hs.example');
const network = setupServer(...handlers);

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterAll(() => {
  network.close();
  homeserver.close();
});

async function call(
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`https://hs.example${path}`, {
    method,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function register(username: string): Promise<string> {
  const answer = await call('POST', '/_matrix/client/v3/register', undefined, {
    username,
    password: 'secret',
    auth: { type: 'm.login.dummy' },
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

describe('the mock homeserver', () => {
  test('answers fetch under its host name', async () => {
    const answer = await call('GET', '/_matrix/client/versions');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({ versions: ['v1.1'] });
  });

  test('says where it is in its well-known file', async () => {
    const answer = await call('GET', '/.well-known/matrix/client');
    expect(await answer.json()).toEqual({ 'm.homeserver': { base_url: 'https://hs.example' } });
  });

  test('answers for paths that Matrix does not have', async () => {
    const answer = await call('GET', '/_matrix/client/v3/nowhere');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ errcode: 'M_UNRECOGNIZED' });
  });

  test('gives out user ids of its host name, and passes bodies and identifiers with escapes on', async () => {
    const token = await register('alice');
    const who = await call('GET', '/_matrix/client/v3/account/whoami', token);
    expect(await who.json()).toMatchObject({ user_id: '@alice:hs.example' });

    const created = (await (await call('POST', '/_matrix/client/v3/createRoom', token, {})).json()) as {
      room_id: string;
    };
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(created.room_id)}/state/org.example.%C3%A4/a%2Fb%20%25`;
    const body = { text: 'ünï' };
    expect((await call('PUT', path, token, body)).status).toBe(200);
    expect(await (await call('GET', path, token)).json()).toEqual(body);
  });

  test('lets a long-polling sync wait, and drops it when the client goes away', async () => {
    const token = await register('bob');
    const { next_batch: since } = (await (await call('GET', '/_matrix/client/v3/sync', token)).json()) as {
      next_batch: string;
    };
    const client = new AbortController();
    const waiting = call(
      'GET',
      `/_matrix/client/v3/sync?since=${since}&timeout=86400000`,
      token,
      undefined,
      client.signal,
    );
    await expect.poll(() => homeserver.parkedRequests()).toBe(1);
    client.abort();
    await expect(waiting).rejects.toThrow();
    await expect.poll(() => homeserver.parkedRequests()).toBe(0);
    expect(clock.nextWakeAt()).toBeUndefined();
  });
});
