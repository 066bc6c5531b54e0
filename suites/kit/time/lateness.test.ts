import { expect, test } from 'vitest';

import { Lateness } from './lateness.js';

test('without any lateness known, silence is two seconds long', () => {
  const lateness = new Lateness();
  expect([lateness.worst, lateness.silence(undefined)]).toEqual([0, 2_000]);
});

test('silence is ten times the worst lateness, whatever comes after it', () => {
  const lateness = new Lateness();
  for (const late of [10, 450, 0, 30]) lateness.record(late);
  expect([lateness.worst, lateness.silence(undefined)]).toEqual([450, 4_500]);
});

test('the more moments have been seen, the fewer times the worst lateness silence is, but never less than three', () => {
  const lateness = new Lateness();
  const seenAt = (count: number): number => {
    for (let moment = 0; moment < count; moment += 1) lateness.record(1_000, moment * 1_000);
    return lateness.silence(undefined);
  };
  expect([10, 20, 25, 34, 500].map(seenAt)).toEqual([10_000, 5_000, 4_000, 3_000, 3_000]);
});

test('what falls due in one moment tells as much as one of it, and what a request has sent tells nothing of moments', () => {
  const lateness = new Lateness();
  for (let event = 0; event < 100; event += 1) {
    lateness.record(1_000, 5_000 + event);
    lateness.record(1_000);
  }
  expect(lateness.silence(undefined)).toBe(10_000);
});

test('little lateness does not make silence shorter', () => {
  const lateness = new Lateness();
  lateness.record(3);
  expect(lateness.silence(undefined)).toBe(2_000);
});

test('a silence that the user has set is what it is', () => {
  const lateness = new Lateness();
  lateness.record(9_000);
  expect([lateness.silence(30_000), lateness.silence(0)]).toEqual([30_000, 0]);
});

test('where things come very late, silence is ten seconds longer than the worst lateness', () => {
  const lateness = new Lateness();
  lateness.record(3_000);
  expect(lateness.silence(undefined)).toBe(13_000);
  lateness.record(40_000);
  expect(lateness.silence(undefined)).toBe(50_000);
});

test('patience is so much longer than the worst lateness', () => {
  const lateness = new Lateness();
  expect(lateness.patience(10_000)).toBe(10_000);
  lateness.record(2_500);
  expect(lateness.patience(10_000)).toBe(12_500);
});

test('what comes late may come by turns, and is waited for until the next turn', () => {
  const lateness = new Lateness();
  lateness.record(1_499);
  expect(lateness.patience(10_000, 75_000)).toBe(11_499);
  lateness.record(1_500);
  expect(lateness.patience(10_000, 75_000)).toBe(75_000);
  lateness.record(70_000);
  expect(lateness.patience(10_000, 75_000)).toBe(80_000);
});

test('how late things come is known once something has come by itself, whatever else has come', async () => {
  const lateness = new Lateness();
  lateness.record(0);
  expect(lateness.isKnown).toBe(false);
  lateness.record(20, 5_000);
  expect(lateness.isKnown).toBe(true);
  expect(await lateness.learn(() => Promise.reject(new Error('there is no need to look')))).toBe(true);
});

test('it is looked for once for all who ask, and again where there was nothing to look for', async () => {
  const lateness = new Lateness();
  let looks = 0;
  const look = (found: boolean | undefined) => () => {
    looks += 1;
    return Promise.resolve(found);
  };
  expect([await lateness.learn(look(undefined)), await lateness.learn(() => Promise.reject(new Error()))]).toEqual([
    undefined,
    undefined,
  ]);
  const asked = [lateness.learn(look(false)), lateness.learn(look(true))];
  expect(await Promise.all(asked)).toEqual([false, false]);
  expect(looks).toBe(2);
});

test('that nothing comes is known once it was looked for in vain, and told to whoever waits', async () => {
  const lateness = new Lateness();
  let told = 0;
  const end = lateness.subscribe(() => (told += 1));
  lateness.subscribe(() => (told += 10))();
  await lateness.learn(() => Promise.resolve(undefined));
  expect([lateness.nothingComes, told]).toEqual([false, 0]);
  await lateness.learn(() => Promise.resolve(false));
  await lateness.learn(() => Promise.resolve(true));
  expect([lateness.nothingComes, told]).toEqual([true, 1]);
  end();
  lateness.record(90_000, 5_000);
  expect(lateness.nothingComes).toBe(false);
});

test('something is waited for as long as anything may be late once for all who ask, and again where that came to nothing', async () => {
  const lateness = new Lateness();
  let waits = 0;
  const wait = (): Promise<void> => Promise.resolve(void (waits += 1));
  await lateness.waitLongest(() => Promise.reject(new Error('called off')));
  await Promise.all([lateness.waitLongest(wait), lateness.waitLongest(wait)]);
  await lateness.waitLongest(wait);
  expect(waits).toBe(1);
});

test('what is late already is told while it is waited for', async () => {
  const lateness = new Lateness();
  const told = await lateness.waitFor({ what: 'an event', dueAt: 1_000, until: 76_000 }, () =>
    Promise.resolve([5_000, 13_000, 76_000].map((now) => lateness.inWords(now))),
  );
  expect(told).toEqual([[], ['an event is 12 s late; it counts as missing if it does not come in 63 s'], []]);
  expect(lateness.inWords(13_000)).toEqual([]);
});
