import { afterAll, beforeAll, expect, test } from 'vitest';

import { createHomeserver, type Listening } from '../../reference/homeserver.js';
import { virtualClock } from '../../reference/time/virtual-clock.js';
import { clockedUrlTarget } from '../../suites/kit/targets/clocked-url-target.js';
import { httpClock } from '../../suites/kit/time/http-clock.js';
import { supertestTransport } from '../../suites/kit/connection/supertest-transport.js';
import { openTarget } from './open-target.js';

const server = createHomeserver({ clock: virtualClock(), clockControl: true });
const ordinary = createHomeserver();
let listening: Listening;
let other: Listening;

beforeAll(async () => {
  listening = await server.listen();
  other = await ordinary.listen();
});

afterAll(async () => {
  for (const one of [server, ordinary]) one.close();
  await Promise.all([listening.close(), other.close()]);
});

test('a server whose clock can be moved is explored in virtual time, any other in real time', async () => {
  for (const [url, time] of [
    [listening.url, 'virtual'],
    [other.url, 'real'],
  ] as const) {
    const opened = await openTarget(url, {});
    expect(opened.time).toBe(time);
    await opened.target.close();
  }
});

test('time on the other side of a socket passes when it is told to, one stage at a time', async () => {
  const transport = supertestTransport(listening.url);
  const clock = await httpClock(transport);
  if (clock === undefined) throw new Error('there is no clock');
  const target = clockedUrlTarget(listening.url, transport, clock);
  const first = await target.open({});
  let opened = false;
  const second = target.open({}).then((stage) => {
    opened = true;
    return stage;
  });
  const before = first.time.now();
  await first.time.waitUntil(before + 3_600_000);
  expect(first.time.now()).toBe(before + 3_600_000);
  expect(opened).toBe(false);
  await first.close();
  const stage = await second;
  expect(stage.time.now()).toBe(before + 3_600_000);
  await stage.close();
  await target.close();
});
