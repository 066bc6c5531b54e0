import { expect, test } from 'vitest';

import { newRunName, ownerOf } from './run-name.js';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const own = newRunName(NOW);

test('no two runs have the same name, and a name keeps within what user ids allow', () => {
  expect(new Set(Array.from({ length: 50 }, () => newRunName(NOW))).size).toBeGreaterThan(45);
  expect(own).toMatch(/^fc-[0-9a-z]{6}-[0-9a-z]{4}$/);
});

test.each([
  ['what has its name', { body: { label: `${own}-7-future-1` } }, 'this run'],
  ['what is in one of its rooms', { url: '/rooms/%21ours%3Ahs/send_future/m.room.message/x' }, 'this run'],
  ['what another one has made a moment ago', { txn: `${newRunName(NOW - MINUTE)}-3-txn-1` }, 'another run'],
  ['what one has left on another day', { txn: `${newRunName(NOW - 2 * 24 * 60 * MINUTE)}-3-txn-1` }, 'a run of old'],
  ['what names no run', { body: { label: 'tea' } }, 'somebody else'],
  ['nothing at all', undefined, 'somebody else'],
] as const)('whose is %s', (_, thing, owner) => {
  expect(ownerOf(thing, [own, '!ours:hs'], NOW)).toBe(owner);
});
