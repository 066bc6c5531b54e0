import { describe, expect, test } from 'vitest';

import { courseInWords, punctuality, shortEndpoint } from './course-in-words.js';
import { inRows } from './rows.js';

test.each([
  [undefined, 'missing', 'never came'],
  [1_700, 'early', '0.3 s early'],
  [2_000, 'in time', 'in time'],
  [2_020, 'in time', 'in time'],
  [2_100, 'late', '0.08 s late'],
  [3_020, 'very late', '1 s late'],
])('an event that is due from 2 s on and is seen at %s is %s: %s', (came, is, words) => {
  const due = { kind: 'due', from: 2_000, to: 2_020, until: 2_220, what: '' } as const;
  expect(punctuality(came === undefined ? due : { ...due, came })).toEqual({ is, words });
});

test.each([
  ['PUT /_matrix/client/v3/rooms/*/delayed_event/*/*', 'PUT delayed_event'],
  ['POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events/*/cancel', 'POST delayed_events/cancel'],
  ['GET /_matrix/client/v3/rooms/*/state/*/', 'GET state'],
])('%s is shown as %s', (what, short) => {
  expect(shortEndpoint(what)).toBe(short);
});

test('all that a picture shows is told in the order of time', () => {
  const words = courseInWords({
    requests: [{ at: 20, took: 5, what: 'POST /_matrix/client/v3/createRoom' }],
    arrivals: [
      { at: 10, by: 'bob', what: 'm.room.message hello', unexpected: true },
      { at: 30, by: 'alice', what: 'marker', marker: true },
    ],
    expectations: [
      { kind: 'not-due', from: 15, to: 15, what: 'after cancel' },
      { kind: 'silence', from: 0, to: 20, until: 40, what: 'after cancel' },
    ],
  });
  expect(words).toEqual([
    '0 s: nothing may come until 0.04 s: after cancel',
    '0.01 s: seen: m.room.message hello from bob, where nothing was to come',
    '0.015 s: must not come, though it would have been due 0.015 s: after cancel',
    '0.02 s: nobody asks POST createRoom: no answer',
  ]);
});

describe('rows', () => {
  test('hold what does not overlap, and what does goes below', () => {
    const extents = [
      { left: 0, right: 10 },
      { left: 5, right: 15 },
      { left: 10, right: 20 },
      { left: 12, right: 14 },
    ];
    expect(inRows(extents)).toEqual({ rows: [0, 1, 0, 2], count: 3 });
    expect(inRows([])).toEqual({ rows: [], count: 0 });
  });
});
