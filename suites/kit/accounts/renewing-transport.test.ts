import { describe, expect, test } from 'vitest';

import type { HttpAnswer, HttpRequest, Transport } from '../connection/transport.js';
import type { Account } from './account.js';
import { type Renewal, renewingTransport } from './renewing-transport.js';

const UNKNOWN = { errcode: 'M_UNKNOWN_TOKEN', error: 'expired', soft_logout: true };

function accountWith(accessToken: string): Account {
  return { name: 'alice', userId: '@alice:hs', accessToken, deviceId: 'D', ownDevice: true };
}

/** A server that knows these tokens, and a way to others. */
function scene(known: readonly string[], fresh: readonly string[]) {
  const living = new Set(known);
  const [left, told] = [[...fresh], [] as string[]];
  const asked: string[] = [];
  const wire: Transport = {
    send({ path, headers }: HttpRequest): Promise<HttpAnswer> {
      const token = headers['authorization']?.replace('Bearer ', '') ?? 'none';
      asked.push(`${path} ${token}`);
      const ok = living.has(token);
      if (ok && path === '/logout') living.delete(token);
      return Promise.resolve({ status: ok ? 200 : 401, headers: {}, text: JSON.stringify(ok ? {} : UNKNOWN) });
    },
    close: () => undefined,
  };
  const renewal: Renewal = {
    async renew() {
      const token = left.shift();
      if (token === undefined) throw new Error('none left');
      living.add(token);
      return token;
    },
    renewed: () => void told.push('renewed'),
    lost: () => void told.push('lost'),
  };
  return { transport: renewingTransport(wire, renewal), living, told, asked };
}

function get(path: string, token: string): HttpRequest {
  return { method: 'GET', path, headers: { authorization: `Bearer ${token}` } };
}

describe('an access token that the server does not know any more', () => {
  test('is replaced, and nobody notices', async () => {
    const { transport, told, asked } = scene([], ['second']);
    const account = accountWith('first');
    transport.keep(account);
    expect(await transport.send(get('/a', 'first'))).toMatchObject({ status: 200 });
    expect(account.accessToken).toBe('second');
    expect(asked).toEqual(['/a first', '/a second']);
    expect(told).toEqual(['renewed']);
  });

  test('is replaced once for all who use it, and as often as it expires', async () => {
    const { transport, living, told } = scene([], ['second', 'third']);
    const account = accountWith('first');
    transport.keep(account);
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => transport.send(get(path, 'first'))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    living.delete('second');
    // Also for a request that was written with the first of them.
    expect(await transport.send(get('/d', 'first'))).toMatchObject({ status: 200 });
    expect(told).toEqual(['renewed', 'renewed']);
  });

  test('is the run’s trouble where there is no way to another one, and that is told once', async () => {
    const { transport, told } = scene([], []);
    transport.keep(accountWith('first'));
    await expect(transport.send(get('/a', 'first'))).rejects.toThrow('@alice:hs has expired');
    await expect(transport.send(get('/b', 'first'))).rejects.toThrow('@alice:hs has expired');
    expect(told).toEqual(['lost']);
  });
});

describe('what is let through as it is', () => {
  test('a refusal of a token that nobody was given', async () => {
    const { transport, told } = scene(['first'], ['second']);
    transport.keep(accountWith('first'));
    expect(await transport.send(get('/a', 'made-up'))).toMatchObject({ status: 401 });
    expect(told).toEqual([]);
  });

  test('a refusal of the token of a device that was logged out', async () => {
    const { transport, told } = scene(['first'], ['second']);
    const account = accountWith('first');
    transport.keep(account);
    expect(transport.keeps(account)).toBe(true);
    expect(await transport.send(get('/logout', 'first'))).toMatchObject({ status: 200 });
    expect(transport.keeps(account)).toBe(false);
    expect(await transport.send(get('/a', 'first'))).toMatchObject({ status: 401 });
    expect(told).toEqual([]);
  });
});
