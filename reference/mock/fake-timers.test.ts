import { createRequire } from 'node:module';

import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { act, schedule } from './mock-calls.testkit.js';
import { mockHomeserver } from './mock-homeserver.js';
import type { MockRoom } from './mock-room.js';
import type { MockUser } from './mock-user.js';

const hs = mockHomeserver('https://hs.example');
const network = setupServer(...hs.handlers);
const CALL = 'org.example.call';

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterAll(() => {
  network.close();
  hs.close();
});

/** A client that is in a call as long as it lives: a few times in the time after which it would be taken out. */
async function joinCall(user: MockUser, room: MockRoom): Promise<() => void> {
  room.send(user, CALL, { in: true }, user.userId);
  const leave = { roomId: room.roomId, type: CALL, delay_ms: 10_000, content: {}, state_key: user.userId };
  const delayId = await schedule(hs, user, leave);
  const heartbeat = setInterval(() => void act(hs, user, delayId, 'restart'), 3_000);
  return () => clearInterval(heartbeat);
}

describe.each([
  ['installed before the homeserver is started', true],
  ['installed after it is started', false],
])('with fake timers %s', (_, isEarly) => {
  let alice: MockUser;
  let room: MockRoom;

  beforeEach(() => {
    if (isEarly) vi.useFakeTimers({ now: 1_000_000 });
    hs.reset();
    alice = hs.user('alice');
    room = hs.createRoom(alice);
    if (!isEarly) vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  test('one move is a move of both: heartbeats keep somebody in a call, and when they end the leaving comes', async () => {
    const die = await joinCall(alice, room);
    const startedAt = hs.clock.now();
    if (isEarly) expect(startedAt).toBe(1_000_000);
    await hs.clock.advance(60_000);
    expect(hs.clock.now()).toBe(startedAt + 60_000);
    expect(hs.requests({ path: '/restart' })).toHaveLength(20);
    expect(room.state(CALL, alice.userId)).toEqual({ in: true });
    die();
    await hs.clock.advance(9_999);
    expect(room.state(CALL, alice.userId)).toEqual({ in: true });
    await hs.clock.advance(1);
    expect(room.state(CALL, alice.userId)).toEqual({});
    expect(room.events(CALL).at(-1)?.origin_server_ts).toBe(startedAt + 70_000);
  });

  test('time that the test framework moves passes for the homeserver, too', async () => {
    const die = await joinCall(alice, room);
    for (let time = 0; time < 6; time += 1) {
      await vi.advanceTimersByTimeAsync(3_000);
      await hs.clock.advance(0);
    }
    expect(hs.requests({ path: '/restart' })).toHaveLength(6);
    expect(room.state(CALL, alice.userId)).toEqual({ in: true });
    die();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(room.state(CALL, alice.userId)).toEqual({});
  });

  test('what waits when the timers become real again waits for the test to move time', async () => {
    const die = await joinCall(alice, room);
    die();
    await hs.clock.advance(4_000);
    vi.useRealTimers();
    await hs.clock.advance(5_999);
    expect(room.state(CALL, alice.userId)).toEqual({ in: true });
    await hs.clock.advance(1);
    expect(room.state(CALL, alice.userId)).toEqual({});
  });
});

/** What a test needs of fake timers: those that Jest installs, in the version that it has now. */
interface FakeTimersPackage {
  install(options: { toNotFake: string[] }): { countTimers(): number; uninstall(): void };
}

const { install } = createRequire(import.meta.url)('@sinonjs/fake-timers') as FakeTimersPackage;

test('with the fake timers of Jest, a heartbeat that falls due at the end of a move is in it', async () => {
  hs.reset();
  const alice = hs.user('alice');
  const room = hs.createRoom(alice);
  const leave = { roomId: room.roomId, type: CALL, delay_ms: 10_000, content: {}, state_key: alice.userId };
  const delayId = await schedule(hs, alice, leave);
  // Jest has a process of its own in each of its tests, so that these are fake in there alone.
  const timers = install({ toNotFake: ['nextTick', 'queueMicrotask'] });
  try {
    const heartbeat = setInterval(() => void act(hs, alice, delayId, 'restart'), 3_000);
    await hs.clock.advance(60_000);
    expect(hs.requests({ path: '/restart' })).toHaveLength(20);
    expect(room.state(CALL, alice.userId)).toBeUndefined();
    clearInterval(heartbeat);
    await hs.clock.advance(9_999);
    expect(room.state(CALL, alice.userId)).toBeUndefined();
    await hs.clock.advance(1);
    expect(room.state(CALL, alice.userId)).toEqual({});
    expect(timers.countTimers()).toBe(0);
  } finally {
    timers.uninstall();
  }
});

test('a move ends when the fake timers are taken away while it goes on', async () => {
  vi.useFakeTimers();
  setTimeout(() => vi.useRealTimers(), 5);
  await hs.clock.advance(10);
  expect(vi.isFakeTimers()).toBe(false);
});

test('a timer that fails fails the move, and leaves nothing behind', async () => {
  vi.useFakeTimers();
  setTimeout(() => {
    throw new Error('of the test');
  }, 5);
  await expect(hs.clock.advance(10)).rejects.toThrow('of the test');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('time can be moved beyond what timers can wait for', async () => {
  vi.useFakeTimers();
  hs.reset({ delayedEvents: { maxDelay: null } });
  const alice = hs.user('alice');
  const room = hs.createRoom(alice);
  await schedule(hs, alice, { roomId: room.roomId, delay_ms: 2 ** 31 + 5, content: {} });
  await hs.clock.advance(2 ** 31 + 4);
  expect(room.events('m.room.message')).toEqual([]);
  await hs.clock.advance(1);
  expect(room.events('m.room.message')).toHaveLength(1);
  vi.useRealTimers();
});
