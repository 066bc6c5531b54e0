import { expect, test } from 'vitest';

import { type MovableClock, virtualTime } from './virtual-time.js';

/** A server's clock with timers, and long polls that are parked until something wakes them. */
class Clock implements MovableClock {
  readonly steps: number[] = [];
  parked = 0;
  inFlight = 0;
  #now = 100;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  at(at: number, run: () => void = () => undefined): void {
    this.#timers.push({ at, run });
  }

  nextWakeAt(): Promise<number | undefined> {
    const times = this.#timers.map((timer) => timer.at);
    return Promise.resolve(times.length === 0 ? undefined : Math.min(...times));
  }

  advanceTo(at: number): Promise<void> {
    this.steps.push(at);
    this.#now = at;
    const due = this.#timers.filter((timer) => timer.at <= at);
    this.#timers = this.#timers.filter((timer) => timer.at > at);
    for (const { run } of due) run();
    return Promise.resolve();
  }

  parkedRequests(): Promise<number> {
    return Promise.resolve(this.parked);
  }
}

function start(): { clock: Clock; time: ReturnType<typeof virtualTime> } {
  const clock = new Clock();
  return { clock, time: virtualTime(clock, () => clock.inFlight) };
}

const never = (): boolean => false;
const noNews = (): (() => void) => () => undefined;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('time moves from one timer to the next, and stops at the end', async () => {
  const { clock, time } = start();
  for (const at of [150, 120, 200, 201]) clock.at(at);
  await time.waitUntil(200);
  expect(clock.steps).toEqual([120, 150, 200]);
  expect(time.now()).toBe(200);
});

test('timers that timers set are met at their own time, also at the very same moment', async () => {
  const { clock, time } = start();
  const fired: number[] = [];
  const again = (): void => {
    fired.push(clock.now());
    if (fired.length < 3) clock.at(clock.now() + 10, again);
    if (fired.length === 3) clock.at(clock.now(), () => fired.push(clock.now()));
  };
  clock.at(110, again);
  await time.waitUntil(130);
  expect(fired).toEqual([110, 120, 130, 130]);
});

test('a timer of the past is met without moving time back', async () => {
  const { clock, time } = start();
  clock.at(50);
  await time.waitUntil(100);
  expect(clock.steps).toEqual([100]);
});

test('time stands at whole milliseconds, also after a wait for a part of one', async () => {
  const { time } = start();
  await time.waitUntil(200.25);
  await time.waitFor(never, 300.75, noNews);
  expect(time.now()).toBe(301);
  await time.waitUntil(301);
  expect(time.now()).toBe(301);
});

test('a wait for the past does not move time', async () => {
  const { clock, time } = start();
  await time.waitUntil(20);
  expect(await time.waitFor(never, 20, noNews)).toBe(false);
  expect([clock.steps, time.now()]).toEqual([[], 100]);
});

test('a wait ends at the step at which its condition became true', async () => {
  const { clock, time } = start();
  let came = false;
  clock.at(120);
  clock.at(130, () => (came = true));
  clock.at(140);
  expect(await time.waitFor(() => came, 500, noNews)).toBe(true);
  expect(time.now()).toBe(130);
});

test('a condition that becomes true at the last moment counts', async () => {
  const { clock, time } = start();
  let came = false;
  clock.at(500, () => (came = true));
  expect(await time.waitFor(() => came, 500, noNews)).toBe(true);
});

test('time stands still while a request is under way, and moves on when it is parked', async () => {
  const { clock, time } = start();
  clock.inFlight = 1;
  let done = false;
  const wait = time.waitUntil(200).then(() => (done = true));
  await turns(50);
  expect([done, time.now()]).toEqual([false, 100]);
  clock.parked = 1;
  await wait;
  expect(time.now()).toBe(200);
});

test('what a step has set off is over before the condition is asked', async () => {
  const { clock, time } = start();
  let seen = 0;
  clock.at(150, () => {
    clock.inFlight = 1;
    void (async () => {
      await turns(20);
      seen = time.now();
      clock.inFlight = 0;
    })();
  });
  clock.at(151);
  expect(await time.waitFor(() => seen > 0, 300, noNews)).toBe(true);
  expect([seen, time.now()]).toEqual([150, 150]);
});

test('two who wait take turns: the second finds the clock where the first has left it', async () => {
  const { clock, time } = start();
  const order: string[] = [];
  await Promise.all([
    time.waitUntil(300).then(() => order.push(`first at ${time.now()}`)),
    time.waitUntil(200).then(() => order.push(`second at ${time.now()}`)),
  ]);
  expect(order).toEqual(['first at 300', 'second at 300']);
  expect(clock.steps).toEqual([300]);
});

test('a wait that fails does not hold up the next one', async () => {
  const { time } = start();
  const broken = (): boolean => {
    throw new Error('a mistake in the condition');
  };
  const [first, second] = await Promise.allSettled([time.waitFor(broken, 200, noNews), time.waitUntil(150)]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  expect(time.now()).toBe(150);
});

test('a server whose timers never end is not waited for for ever', async () => {
  const { clock, time } = start();
  const again = (): void => clock.at(150, again);
  clock.at(150, again);
  await expect(time.waitUntil(200)).rejects.toThrow('stands still at 150');
});

test('many timers at one moment are no standstill', async () => {
  const { clock, time } = start();
  let left = 500;
  const again = (): void => {
    if ((left -= 1) > 0) clock.at(150, again);
  };
  clock.at(150, again);
  await time.waitUntil(200);
  expect([left, time.now()]).toEqual([0, 200]);
});

test('years cost nothing', async () => {
  const { time } = start();
  await time.waitUntil(100 + 10 * 365 * 24 * 3_600_000);
  expect(time.now()).toBe(100 + 10 * 365 * 24 * 3_600_000);
});
