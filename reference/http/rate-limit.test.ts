import { expect, test } from 'vitest';

import { createHomeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';

test('who asks too fast is told how long to wait, and may go on after that', async () => {
  const clock = virtualClock();
  const server = createHomeserver({ clock, rateLimit: { requests: 2, perMs: 1_000 } });
  const register = (): Promise<Response> =>
    server.handle(new Request('http://localhost/_matrix/client/v3/register', { method: 'POST', body: '{}' }));

  expect([(await register()).status, (await register()).status]).toEqual([401, 401]);
  const limited = await register();
  expect(limited.status).toBe(429);
  expect(limited.headers.get('retry-after')).toBe('1');
  expect(limited.headers.get('access-control-allow-origin')).toBe('*');
  expect(await limited.json()).toMatchObject({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 500 });

  clock.advanceTo(clock.now() + 499);
  expect((await register()).status).toBe(429);
  clock.advanceTo(clock.now() + 1);
  expect((await register()).status).toBe(401);
  server.close();
});

test('reading is free', async () => {
  const server = createHomeserver({ clock: virtualClock(), rateLimit: { requests: 1, perMs: 60_000 } });
  for (let asked = 0; asked < 5; asked += 1) {
    const answer = await server.handle(new Request('http://localhost/_matrix/client/versions'));
    expect(answer.status).toBe(200);
  }
  server.close();
});
