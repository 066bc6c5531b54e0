import { describe, expect, test } from 'vitest';

import { RunBlocker } from '../connection/run-blocker.js';
import type { HttpRequest } from '../connection/transport.js';
import type { Stage } from './stage.js';
import { accountsPlanSchema } from './run-plan.js';
import { urlTarget } from './url-target.js';

const UNKNOWN = { errcode: 'M_UNKNOWN_TOKEN', error: 'expired' };

/** A server on which everybody can register, and log in again where passwords are in use. */
class ExpiringServer {
  readonly living = new Set<string>(['given']);
  #made = 0;

  constructor(readonly logins: boolean) {}

  send({ path, headers, body }: HttpRequest): Promise<{ status: number; headers: {}; text: string }> {
    const answer = (status: number, json: unknown): Promise<{ status: number; headers: {}; text: string }> =>
      Promise.resolve({ status, headers: {}, text: JSON.stringify(json) });
    const isLogin = path.endsWith('/login');
    if (isLogin && !this.logins) return answer(403, { errcode: 'M_FORBIDDEN', error: 'no passwords' });
    if (isLogin || path.endsWith('/register')) {
      this.#made += 1;
      const token = `token-${this.#made}`;
      this.living.add(token);
      const { username, device_id: again, identifier } = JSON.parse(String(body)) as Record<string, never>;
      const user = (identifier as { user?: string } | undefined)?.user ?? `@${username}:hs`;
      return answer(200, { user_id: user, access_token: token, device_id: again ?? `device-${this.#made}` });
    }
    const token = headers['authorization']?.replace('Bearer ', '') ?? '';
    if (!this.living.has(token)) return answer(401, UNKNOWN);
    return answer(200, { user_id: '@given:hs', device_id: 'given' });
  }

  close(): void {}
}

const ask = (stage: Stage): ReturnType<Stage['send']> => {
  const headers = { authorization: `Bearer ${stage.accounts[0]?.accessToken}` };
  return stage.send({ method: 'GET', path: '/_matrix/client/v3/account/whoami', headers });
};

describe('when access tokens expire in the middle of a run', () => {
  test('whoever has a password logs in again on the same device, and that is said', async () => {
    const server = new ExpiringServer(true);
    const target = urlTarget('http://hs', { transport: server });
    const stage = await target.open({});
    server.living.clear();
    expect((await ask(stage)).status).toBe(200);
    expect(stage.accounts[0]?.deviceId).toBe('device-1');
    expect(target.remarks.sentences).toEqual([expect.stringContaining('alice expired')]);
  });

  test('where nobody can log in, checks that begin later have another account', async () => {
    const server = new ExpiringServer(false);
    const target = urlTarget('http://hs', { transport: server });
    const stage = await target.open({});
    const [before] = stage.accounts;
    server.living.clear();
    await expect(ask(stage)).rejects.toThrow('has expired');
    const later = await target.open({});
    expect(later.accounts[0]?.userId).not.toBe(before?.userId);
    expect((await ask(later)).status).toBe(200);
    expect(target.ended?.aborted).toBe(false);
  });

  test('where a token was given and nothing else, the run ends with one sentence', async () => {
    const server = new ExpiringServer(true);
    const accounts = accountsPlanSchema.parse({ source: 'tokens', tokens: ['given'] });
    const target = urlTarget('http://hs', { transport: server, accounts });
    const stage = await target.open({});
    server.living.clear();
    await expect(ask(stage)).rejects.toThrow('has expired');
    expect(target.ended?.reason).toBeInstanceOf(RunBlocker);
    expect(String(target.ended?.reason)).toContain('does not know the access token of @given:hs any more');
    expect((await target.close()).left).toEqual([expect.stringContaining('@given:hs: its access token has expired')]);
  });
});
