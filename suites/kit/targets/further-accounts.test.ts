import { expect, test } from 'vitest';

import type { HttpAnswer, HttpRequest, Transport } from '../connection/transport.js';
import { urlTarget } from './url-target.js';

/** A server on which everybody can register, and that says the token of whoever it does not log out. */
function talkativeServer(): Transport {
  let made = 0;
  return {
    send({ path, headers, body }: HttpRequest): Promise<HttpAnswer> {
      const answer = (status: number, json: unknown): Promise<HttpAnswer> =>
        Promise.resolve({ status, headers: {}, text: JSON.stringify(json) });
      if (path.endsWith('/register')) {
        made += 1;
        const { username } = JSON.parse(String(body)) as { username: string };
        return answer(200, { user_id: `@${username}:hs`, access_token: `open-sesame-${made}`, device_id: `D${made}` });
      }
      const refusal = { errcode: 'M_UNKNOWN', error: `not for ${String(headers['authorization'])}` };
      return path.endsWith('/logout') ? answer(400, refusal) : answer(200, {});
    },
    close: () => undefined,
  };
}

test('the secrets of further accounts are told as little as those of the first', async () => {
  const target = urlTarget('http://hs', { transport: talkativeServer() });
  target.letsWait?.(1);
  const stages = [await target.open({ pending: 1 }), await target.open({ pending: 1 })];
  expect(new Set(stages.flatMap(({ accounts }) => accounts.map(({ userId }) => userId))).size).toBe(2);
  for (const stage of stages) await stage.close();
  const { left } = await target.close();
  expect(left.filter((sentence) => sentence.includes('logging out failed')).length).toBeGreaterThan(1);
  expect(left.join('\n')).not.toContain('open-sesame');
});
