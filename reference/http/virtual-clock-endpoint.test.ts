import supertest from 'supertest';
import { afterEach, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { systemClock } from '../time/system-clock.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser } from './client.testkit.js';

const servers: Homeserver[] = [];
function server(options: Parameters<typeof createHomeserver>[0]): Homeserver {
  const made = createHomeserver(options);
  servers.push(made);
  return made;
}
afterEach(() => servers.splice(0).forEach((made) => made.close()));

test('tells the time, and moves it past everything that falls due', async () => {
  const clock = virtualClock(1_000);
  const homeserver = server({ clock, clockControl: true });
  const alice = await testUser(homeserver, 'alice');
  const { next_batch: since } = await alice.sync();
  const idle = await supertest(homeserver.app).get('/_clock').expect(200);
  expect(idle.body).toEqual({ now: 1_000, next_wake_at: null, parked_requests: 0 });

  const waiting = alice.sync({ since, timeout: '5000' });
  await expect.poll(() => homeserver.parkedRequests()).toBe(1);
  const busy = await supertest(homeserver.app).get('/_clock');
  expect(busy.body).toEqual({ now: 1_000, next_wake_at: 6_000, parked_requests: 1 });

  const moved = await supertest(homeserver.app).post('/_clock').send({ advance_to: 7_000 }).expect(200);
  expect(moved.body).toEqual({ now: 7_000, next_wake_at: null, parked_requests: 0 });
  expect((await waiting).next_batch).toBe(since);
});

test.each([{}, { advance_to: 'x' }, { advance_to: 1.5 }, { advance_to: 999 }, { advance_to: null }])(
  'refuses %j and stays where it is',
  async (body) => {
    const clock = virtualClock(1_000);
    const answer = await supertest(server({ clock, clockControl: true }).app)
      .post('/_clock')
      .send(body);
    expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_INVALID_PARAM' }]);
    expect(clock.now()).toBe(1_000);
  },
);

test('is there only where it was asked for and time can be moved', async () => {
  for (const options of [{ clock: virtualClock() }, { clock: systemClock(), clockControl: true }]) {
    await supertest(server(options).app).get('/_clock').expect(404);
    await supertest(server(options).app).post('/_clock').send({ advance_to: 1 }).expect(404);
  }
});
