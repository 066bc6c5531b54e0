import { expect, test } from 'vitest';

import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Future } from '../words/future.js';
import { renaming } from './renaming.js';

interface Names {
  readonly type: string;
  readonly stateKey?: string;
}

/** What it breaks when a future of some names sends an event of others. */
function broken(asked: Names, came: Names, requirement = 'TOKEN-2'): string | undefined {
  const { type, stateKey } = came;
  const names = stateKey === undefined ? { type } : { type, state_key: stateKey };
  const event: SeenEvent = { event_id: '$1', sender: '@a:b', origin_server_ts: 0, content: {}, ...names };
  // Only what is compared.
  return renaming(requirement, event, asked as unknown as Future)?.requirement;
}

test('nothing is broken where an event has the type and the state key of its future', () => {
  expect(broken({ type: 'org.example.note' }, { type: 'org.example.note' })).toBeUndefined();
  expect(broken({ type: 'a', stateKey: '' }, { type: 'a', stateKey: '' })).toBeUndefined();
});

test('another type or state key is the matter of the endpoint that took them', () => {
  expect(broken({ type: 'org.example.note' }, { type: 'm.room.message' })).toBe('SCHED-1');
  expect(broken({ type: 'a' }, { type: 'a', stateKey: '' })).toBe('SCHED-1');
  expect(broken({ type: 'a', stateKey: 'hall' }, { type: 'a', stateKey: '' })).toBe('SCHED-2');
  expect(broken({ type: 'a', stateKey: 'hall' }, { type: 'a' })).toBe('SCHED-2');
  expect(broken({ type: 'a', stateKey: 'hall' }, { type: 'b', stateKey: 'hall' })).toBe('SCHED-2');
});

test('what paths have to encode and comes changed has suffered from that, unless it has not come at all', () => {
  expect(broken({ type: 'a', stateKey: 'a+b' }, { type: 'a', stateKey: 'a b' })).toBe('SCHED-10');
  expect(broken({ type: 'a%2Fb' }, { type: 'a/b' })).toBe('SCHED-10');
  expect(broken({ type: 'a', stateKey: 'a+b' }, { type: 'a', stateKey: '' })).toBe('SCHED-2');
  expect(broken({ type: 'a%2Fb' }, { type: 'm.room.message' })).toBe('SCHED-1');
});

test.each(['SCHED-1', 'SCHED-2', 'STATE-1', 'TIME-1'])('%s judges names itself', (requirement) => {
  expect(broken({ type: 'a', stateKey: 'hall' }, { type: 'a', stateKey: '' }, requirement)).toBeUndefined();
});
