import { expect, test } from 'vitest';

import { RoomSupply } from './room-supply.js';

/** A supply whose time is moved by hand. */
function supplied(): { readonly supply: RoomSupply; readonly moveTo: (at: number) => void } {
  let now = 0;
  const waiting: { readonly at: number; readonly go: () => void }[] = [];
  const supply = new RoomSupply({
    now: () => now,
    waitUntil: (at) => new Promise((go) => waiting.push({ at, go })),
    limitWait: 60_000,
    remark: () => undefined,
    joined: () => undefined,
  });
  const moveTo = (at: number): void => {
    now = at;
    for (const { at: until, go } of waiting) if (until <= at) go();
  };
  return { supply, moveTo };
}

test('whoever waits for a room gives up in time, however long those before it take', async () => {
  const { supply, moveTo } = supplied();
  let give: (room: string) => void = () => undefined;
  const first = supply.inTurn('own', () => new Promise<string>((made) => (give = made)));
  const asked: string[] = [];
  const second = supply.inTurn('own', () => Promise.resolve(asked.push('second')));
  moveTo(59_999);
  const third = supply.inTurn('own', () => Promise.resolve('a room'));
  moveTo(60_000);
  await expect(second).rejects.toThrow('none was to be had in the 60 s that --limit-wait gives');
  // Whose turn has come in time is waited for, as long as it takes.
  give('the first room');
  expect(await Promise.all([first, third])).toEqual(['the first room', 'a room']);
  expect(asked).toEqual([]);
});
