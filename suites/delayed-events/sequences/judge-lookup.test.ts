import { expect, test } from 'vitest';

import type { DelayedEvent } from '../model/world.js';
import type { LookedUp } from '../wire/wire-form.js';
import { CLOCKS_APART_MS } from '../words/server-time.js';
import { judgeEndTime } from './judge-lookup.js';

/** What a lookup tells of an event that was due at 3000 and is said to have been sent at some moment. */
function sentAt(at: number): LookedUp {
  return { entry: {}, since: 1_000, delay: 2_000, finalised: { at, eventId: '$1' } } as unknown as LookedUp;
}

/** An event as a model knows it that has ended somehow. */
function ended(end: Pick<NonNullable<DelayedEvent['end']>, 'by' | 'isEarly'>): DelayedEvent {
  return { id: 1, end: { how: 'sent', why: 'DE-SEND-1', ...end } } as unknown as DelayedEvent;
}

const IN_TIME = ended({ by: 'time', isEarly: false });
const BY_HAND = ended({ by: 'request', isEarly: true });

test('what its timer has sent was sent when it was due, or later, as far as clocks tell', () => {
  for (const at of [3_000 - CLOCKS_APART_MS, 3_000, 90_000])
    expect(judgeEndTime(sentAt(at), IN_TIME, undefined)).toBeUndefined();
  expect(judgeEndTime(sentAt(3_000 - CLOCKS_APART_MS - 1), IN_TIME, undefined)).toMatchObject({
    requirement: 'DE-GET-11',
  });
});

test('what was sent by hand was sent before it was due, as far as clocks tell', () => {
  for (const at of [1_000, 3_000, 3_000 + CLOCKS_APART_MS - 1])
    expect(judgeEndTime(sentAt(at), BY_HAND, undefined)).toBeUndefined();
  expect(judgeEndTime(sentAt(3_000 + CLOCKS_APART_MS), BY_HAND, undefined)).toMatchObject({ requirement: 'DE-GET-11' });
});

test('what was late when somebody sent it by hand may have been sent by either', () => {
  const either = ended({ by: 'request', isEarly: false });
  for (const at of [1_000, 9_000]) expect(judgeEndTime(sentAt(at), either, undefined)).toBeUndefined();
});

test('where the event itself is dated as its end is, it is the beginning that is told wrongly', () => {
  const early = sentAt(1_000);
  expect(judgeEndTime(early, IN_TIME, 1_000 + CLOCKS_APART_MS)).toMatchObject({ requirement: 'DE-GET-3' });
  expect(judgeEndTime(early, IN_TIME, 3_000)).toMatchObject({ requirement: 'DE-GET-11' });
});
