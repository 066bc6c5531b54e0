import { expect, test } from 'vitest';

import { tellHistory } from './story.js';

test('a history is told in the order of time, with what was asked and what came', () => {
  const story = tellHistory({
    futures: [{ name: 'A', timeout: 2_000, stateKey: 'key-A' }, { name: 'B' }],
    calls: [
      { command: { do: 'schedule', of: 0, elsewhere: false }, status: 200, sentAt: 100, answeredAt: 104 },
      { command: { do: 'schedule', of: 1, elsewhere: true }, status: 200, sentAt: 105, answeredAt: 105 },
      { command: { do: 'set-state', stateKey: 'key-A' }, status: 200, sentAt: 2_099, answeredAt: 2_103 },
      { command: { do: 'refresh', of: 0 }, status: 410, sentAt: 2_098, answeredAt: 2_104 },
      { command: { do: 'list', living: [1] }, status: 200, sentAt: 4_000, answeredAt: 4_000 },
    ],
    events: [
      { from: { future: 0 }, seenAt: 2_102 },
      { from: { call: 2 }, seenAt: 2_103 },
    ],
    states: {},
    until: 5_000,
    slack: 0,
  });
  expect(story).toEqual([
    '1. +0 ms alice schedules A (state of key-A, timeout 2000 ms) → 200 (answered at +4 ms)',
    '2. +5 ms alice schedules B (message, action future), and gets another group, → 200',
    '3. +1998 ms the refresh token of A is called → 410 (answered at +2004 ms)',
    '4. +1999 ms alice sets new state of key-A → 200 (answered at +2003 ms)',
    '5. +2002 ms the event of A is seen',
    '6. +2003 ms the new state event is seen',
    '7. +3900 ms alice reads the listing: B → 200',
  ]);
});
