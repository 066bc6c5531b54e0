import { expect, test } from 'vitest';

import type { SeenEvent } from './matrix-json.js';
import { Timeline } from './timeline.js';

function event(id: string): SeenEvent {
  return { event_id: id, type: 'm.room.message', sender: '@a:b', origin_server_ts: 0, content: {} };
}

test('an event keeps the moment at which it was seen first', () => {
  const timeline = new Timeline();
  timeline.add([event('$1')], 10);
  timeline.add([event('$1'), event('$2'), event('$2')], 20);
  expect(timeline.arrivals.map((arrival) => [arrival.event.event_id, arrival.seenAt])).toEqual([
    ['$1', 10],
    ['$2', 20],
  ]);
  expect([timeline.has('$2'), timeline.has('$3')]).toEqual([true, false]);
});

test('listeners hear of every addition until they leave, and may leave while they listen', () => {
  const timeline = new Timeline();
  const heard: string[] = [];
  const leave = timeline.subscribe(() => {
    heard.push('once');
    leave();
  });
  timeline.subscribe(() => heard.push('always'));
  timeline.add([event('$1')], 1);
  timeline.notify();
  leave();
  expect(heard).toEqual(['once', 'always', 'always']);
});

test('the first reason for a gap stays', () => {
  const timeline = new Timeline();
  expect(timeline.gap).toBeUndefined();
  timeline.markGap('first');
  timeline.markGap('second');
  expect(timeline.gap).toBe('first');
});

test('a part of it has what belongs there and grows as it does', () => {
  const timeline = new Timeline();
  timeline.add([event('$1'), event('$2')], 5);
  const part = timeline.part(({ event_id: id }) => id !== '$2');
  let news = 0;
  part.subscribe(() => (news += 1));
  timeline.add([event('$2'), event('$3'), event('$4')], 7);
  expect(part.arrivals.map(({ event: seen, seenAt }) => [seen.event_id, seenAt])).toEqual([
    ['$1', 5],
    ['$3', 7],
    ['$4', 7],
  ]);
  expect(part.has('$2')).toBe(false);
  expect(news).toBeGreaterThan(0);
});

test('what may be missing from it may be missing from a part', () => {
  const timeline = new Timeline();
  const part = timeline.part(() => true);
  timeline.markGap('a page was lost');
  timeline.add([], 5);
  expect(part.gap).toBe('a page was lost');
});
