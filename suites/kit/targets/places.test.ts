import { beforeEach, describe, expect, test } from 'vitest';

import type { Account } from '../accounts/account.js';
import { Answer } from '../connection/answer.js';
import { type Guest, isForWantOfPlace, Places } from './places.js';

const alice: Account = { name: 'alice', userId: '@alice:hs', accessToken: 'a', deviceId: '', ownDevice: true };
const bob: Account = { ...alice, name: 'bob', userId: '@bob:hs' };

let caps: number[];
let now: number;
let places: Places;

beforeEach(() => {
  caps = [];
  now = 0;
  places = new Places(
    (cap) => caps.push(cap),
    () => now,
  );
});

/** Lets somebody in and has so many of its events accepted. */
async function taking(count: number, needed = count): Promise<Guest> {
  const guest = await places.enter([alice], needed);
  for (let event = 0; event < count; event += 1) guest.took(alice);
  return guest;
}

/** Who of some has been let in by now. */
async function inside(waiting: readonly Promise<Guest>[]): Promise<boolean[]> {
  const isIn = waiting.map(() => false);
  waiting.forEach((guest, index) => void guest.then(() => (isIn[index] = true)));
  await new Promise((resolve) => setImmediate(resolve));
  return isIn;
}

describe('places for events that wait', () => {
  test('are there for everybody as long as none is refused', async () => {
    await Promise.all(Array.from({ length: 100 }, () => taking(4)));
    expect([places.scarce, places.inWords()]).toEqual([false, []]);
  });

  test('are as many as were accepted before the first was refused, and are given in turn', async () => {
    const early = await Promise.all([taking(4), taking(4), taking(2, 4)]);
    expect(early[2]?.wasRefused(alice)).toBe('others');
    expect([places.scarce, caps]).toEqual([true, [10]]);

    const late = [places.enter([alice], 4), places.enter([alice], 4), places.enter([bob], 4)];
    expect(await inside(late)).toEqual([false, false, true]);
    expect(places.inWords()).toEqual(['2 checks waiting for a place among the 10 events that may wait']);
    early[0]?.leave(true);
    expect(await inside(late)).toEqual([false, false, true]);
    early[1]?.leave(true);
    expect(await inside(late)).toEqual([true, false, true]);
    early[2]?.leave(true);
    expect(await inside(late)).toEqual([true, true, true]);
  });

  test('are fewer when they are refused to somebody who came in since; who came before tells nothing new', async () => {
    const early = await Promise.all([taking(10), taking(10)]);
    expect([early[0]?.wasRefused(alice), early[1]?.wasRefused(alice), caps]).toEqual(['others', 'others', [20]]);
    for (const guest of early) guest.leave(true);
    const [one] = [await taking(5), await taking(5)];
    expect([one.wasRefused(alice), caps]).toEqual(['others', [20, 15]]);
  });

  test('are never taken for too few to do anything', async () => {
    const guests = await Promise.all([taking(0, 4), taking(0, 4)]);
    expect([guests[0]?.wasRefused(alice), caps]).toEqual(['others', [4]]);
  });

  test('may be taken by what those have left behind who have gone', async () => {
    (await taking(6)).leave(false);
    const guest = await taking(1, 4);
    expect([guest.wasRefused(alice), caps]).toEqual(['others', [7]]);
    places.tidied(alice);
    expect(guest.wasRefused(alice)).toBe('its own');
  });

  test('are taken by nothing that is known to be over, or cannot wait any more', async () => {
    const guest = await taking(3);
    guest.waits(alice, 'sent', 1_000);
    guest.waits(alice, 'due soon', 1_000);
    guest.waits(alice, 'far', 5_000);
    guest.waitsNoMore(alice, 'sent');
    expect([guest.mayWaitIn(alice), guest.waitingIn(alice)]).toEqual([2, ['due soon', 'far']]);
    guest.leave(false);
    expect(places.mayWaitIn(alice)).toBe(2);
    now = 1_000;
    expect(places.mayWaitIn(alice)).toBe(1);
    const next = await taking(1, 4);
    expect([next.wasRefused(alice), caps]).toEqual(['others', [4]]);
    now = 5_000;
    expect(next.wasRefused(alice)).toBe('its own');
    expect(await places.enter([bob], 1).then((other) => other.wasRefused(bob))).toBe('nobody');
  });

  test('who is alone has but its own events in the way, or nobody’s', async () => {
    const guest = await places.enter([alice], 200);
    expect(guest.wasRefused(alice)).toBe('nobody');
    guest.took(alice);
    expect(guest.wasRefused(alice)).toBe('its own');
    expect(caps).toEqual([]);
  });

  test('who needs more than there are is let in alone', async () => {
    const early = await Promise.all([taking(3), taking(3)]);
    early[0]?.wasRefused(alice);
    const big = places.enter([alice], 50);
    early[0]?.leave(true);
    expect(await inside([big])).toEqual([false]);
    early[1]?.leave(true);
    expect(await inside([big])).toEqual([true]);
  });
});

test.each<[string, number, object, boolean]>([
  ['a long limit', 429, { retry_after_ms: 60_000 }, true],
  ['a moment', 429, { retry_after_ms: 100 }, false],
  ['a code', 400, { errcode: 'M_MAX_FUTURES_EXCEEDED', error: '' }, true],
  ['a code of Synapse', 400, { errcode: 'M_UNKNOWN', error: '', code: 'M_MAX_DELAYED_EVENTS_EXCEEDED' }, true],
  ['words', 403, { errcode: 'M_FORBIDDEN', error: 'Too many scheduled events' }, true],
  ['a timeout that is too long', 400, { errcode: 'M_MAX_DELAY_EXCEEDED', error: 'too long' }, false],
  ['a refusal of another kind', 403, { errcode: 'M_FORBIDDEN', error: 'no' }, false],
  ['an acceptance', 200, { text: 'too many' }, false],
])('%s: for want of place?', (_, status, body, expected) => {
  const answer = new Answer({ status, headers: {}, text: JSON.stringify(body) }, { sentAt: 0, answeredAt: 0 });
  expect(isForWantOfPlace(answer)).toBe(expected);
});
