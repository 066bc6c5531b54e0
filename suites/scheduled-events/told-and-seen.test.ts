import { expect, test } from 'vitest';

import { TooCoarse } from '../kit/checks/verdict.js';
import type { SeenEvent } from '../kit/rooms/matrix-json.js';
import type { ScheduledEvent } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';
import { requireTold } from './told-and-seen.js';

/** What a server of which somebody waits for an event does with it. */
interface Server {
  /** When the history has it. */
  readonly sentAt?: number;
  /** When the waiting sync tells of it; not before a marker does, unless given. */
  readonly toldAt?: number;
  /** Whether not even a marker brings it along. */
  readonly neverTells?: true;
}

/** Has an event required of a server that was due at 1000. */
function judged({ sentAt = Infinity, toldAt = Infinity, neverTells }: Server, canLookAgain: boolean): Promise<unknown> {
  const came = { event_id: '$1', content: { label: 'x' } } as unknown as SeenEvent;
  let now = 0;
  let isMarked = false;
  const timeline = {
    get arrivals(): object[] {
      return now >= toldAt || (isMarked && neverTells === undefined) ? [{ event: came }] : [];
    },
  };
  const words = {
    canLookAgain,
    patience: 5_000,
    nothingComes: false,
    alice: { history: () => Promise.resolve(now >= sentAt ? [came] : []) },
    now: () => now,
    beats: (count: number) => count * 1_000,
    letTimePass: (ms: number) => Promise.resolve(void (now += ms)),
    waitUntil: (at: number) => Promise.resolve(void (now = Math.max(now, at))),
    learnLateness: () => Promise.resolve(true),
    fence: () => Promise.resolve(void (isMarked = true)),
    require(_requirement: string, condition: boolean, wrong: string) {
      if (!condition) throw new Error(wrong);
    },
  };
  const event = { room: { timeline }, content: { label: 'x' }, due: { earliest: 900, latest: 1_000 } };
  return requireTold(
    words as unknown as ScheduledEventsContext<ScheduledEvent>,
    'A-1',
    event as unknown as ScheduledEvent,
  );
}

test.each([true, false])('what a sync tells soon after the history is told (look again: %s)', async (canLookAgain) => {
  await judged({ sentAt: 1_000, toldAt: 1_000 }, canLookAgain);
  await judged({ sentAt: 4_500, toldAt: 8_000 }, canLookAgain);
});

test('what is never sent is not waited for in a sync', async () => {
  await expect(judged({}, true)).rejects.toThrow('never came into the history');
});

test('what only a marker brings along may have been held up the first time, and not the second', async () => {
  const server = { sentAt: 1_000 };
  await expect(judged(server, true)).rejects.toBeInstanceOf(TooCoarse);
  await expect(judged(server, false)).rejects.toThrow('a sync that waits has not told of it in 4000 ms');
  await expect(judged(server, false)).rejects.not.toBeInstanceOf(TooCoarse);
});

test('what not even a marker brings along is missing at the first look', async () => {
  const judging = judged({ sentAt: 1_000, neverTells: true }, true);
  await expect(judging).rejects.toThrow('has not told of it');
  await expect(judging).rejects.not.toBeInstanceOf(TooCoarse);
});
