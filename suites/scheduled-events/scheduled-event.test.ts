import { expect, test } from 'vitest';

import type { JsonRecord, SeenEvent } from '../kit/rooms/matrix-json.js';
import { type ScheduledEvent, isEventOf } from './scheduled-event.js';

function scheduled(content: JsonRecord): ScheduledEvent {
  // Only what recognising looks at.
  return { type: 'm.room.message', content } as unknown as ScheduledEvent;
}

function event(content: JsonRecord, type = 'm.room.message'): SeenEvent {
  return { event_id: '$1', type, sender: '@a:b', origin_server_ts: 0, content };
}

test('an event is recognised by its label, whatever else became of it', () => {
  const matches = isEventOf(scheduled({ label: 'x', body: 'as it was' }));
  expect(matches(event({ label: 'x', body: 'changed' }, 'org.example.other'))).toBe(true);
  expect(matches(event({ label: 'y', body: 'as it was' }))).toBe(false);
  expect(matches(event({}))).toBe(false);
});

test('without a label it is recognised by type and content, whatever the order of the keys', () => {
  const matches = isEventOf(scheduled({ a: 1, b: { c: [1, 2], d: null } }));
  expect(matches(event({ b: { d: null, c: [1, 2] }, a: 1 }))).toBe(true);
  expect(matches(event({ b: { d: null, c: [2, 1] }, a: 1 }))).toBe(false);
  expect(matches(event({ a: 1, b: { c: [1, 2], d: null } }, 'org.example.other'))).toBe(false);
  expect(matches(event({ a: 1, b: { c: [1, 2], d: null }, more: 1 }))).toBe(false);
});
