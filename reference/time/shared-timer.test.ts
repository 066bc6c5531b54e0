import { describe, expect, test } from 'vitest';

import { virtualClock } from './virtual-clock.js';
import { SharedTimer, type TimerShare } from './shared-timer.js';

interface Watched {
  readonly timer: TimerShare<string>;
  readonly clock: ReturnType<typeof virtualClock>;
  /** Items that were due, with the time of the clock. */
  readonly due: (readonly [item: string, at: number])[];
}

function watch(order: (items: readonly string[]) => readonly string[] = (items) => items): Watched {
  const clock = virtualClock(0);
  const due: (readonly [string, number])[] = [];
  const timer = new SharedTimer(clock).share<string>({ order, onDue: (item) => due.push([item, clock.now()]) });
  return { timer, clock, due };
}

describe('SharedTimer', () => {
  test('deals with each item at its time', () => {
    const { timer, clock, due } = watch();
    timer.start('late', 20);
    timer.start('early', 10);
    clock.advanceTo(100);
    expect(due).toEqual([
      ['early', 10],
      ['late', 20],
    ]);
  });

  test('forgets an earlier deadline', () => {
    const { timer, clock, due } = watch();
    timer.start('item', 10);
    timer.start('item', 30);
    clock.advanceTo(29);
    expect(due).toEqual([]);
    clock.advanceTo(30);
    expect(due).toEqual([['item', 30]]);
  });

  test('wakes nobody when nothing waits', () => {
    const { timer, clock } = watch();
    timer.start('a', 10);
    timer.start('b', 20);
    expect(clock.nextWakeAt()).toBe(10);
    timer.stop('a');
    expect(clock.nextWakeAt()).toBe(20);
    timer.close();
    expect(clock.nextWakeAt()).toBeUndefined();
  });

  test('waits longer than 2^31-1 ms', () => {
    const { timer, clock, due } = watch();
    timer.start('item', 2 ** 31 + 5);
    clock.advanceTo(2 ** 31 + 4);
    expect(due).toEqual([]);
    clock.advanceTo(2 ** 31 + 5);
    expect(due).toHaveLength(1);
  });

  test('lets an item stop another one that is due at the same moment', () => {
    const clock = virtualClock(0);
    const due: string[] = [];
    const timer: TimerShare<string> = new SharedTimer(clock).share({
      order: (items) => items.toReversed(),
      onDue: (item) => {
        due.push(item);
        timer.stop('a');
      },
    });
    timer.start('a', 10);
    timer.start('b', 10);
    clock.advanceTo(10);
    expect(due).toEqual(['b']);
  });

  test('serves several owners by one alarm, each in an order of its own', () => {
    const clock = virtualClock(0);
    const due: string[] = [];
    const timer = new SharedTimer(clock);
    const reversing = timer.share<string>({ order: (items) => items.toReversed(), onDue: (item) => due.push(item) });
    const plain = timer.share<string>({ order: (items) => items, onDue: (item) => due.push(item.toUpperCase()) });
    for (const item of ['a', 'b']) reversing.start(item, 10);
    for (const item of ['a', 'b']) plain.start(item, 10);
    plain.start('c', 20);
    clock.advanceTo(10);
    expect(due).toEqual(['b', 'a', 'A', 'B']);
    reversing.close();
    expect(clock.nextWakeAt()).toBe(20);
    plain.close();
    expect(clock.nextWakeAt()).toBeUndefined();
  });

  test('holds 100,000 items with one alarm', () => {
    const { timer, clock, due } = watch();
    for (let index = 0; index < 100_000; index++) timer.start(String(index), 1 + ((index * 7_919) % 5_000));
    clock.advanceTo(5_000);
    expect(due).toHaveLength(100_000);
  });
});
