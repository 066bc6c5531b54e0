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
