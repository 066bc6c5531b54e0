import { expect, test } from 'vitest';

import type { JsonRecord, JsonValue } from './matrix-json.js';
import type { Room } from './room.js';
import type { User } from './user.js';
import { whereSeen } from './where-seen.js';

const ROOM = '!room:test';
const SOUGHT = { event_id: '$sought', type: 'm.room.message', sender: '@alice:test', content: { body: 'sought' } };
const OTHER = { event_id: '$other', type: 'm.room.message', sender: '@alice:test', content: { body: 'other' } };

/** Whether an event is found by a sync of which the timeline is given, and the history that lies before that. */
async function isFoundBySync(timeline: JsonRecord, before: readonly JsonValue[] = []): Promise<boolean | undefined> {
  const reader = {
    request: () => Promise.resolve({ json: { rooms: { join: { [ROOM]: { timeline } } } } }),
    history: (_room: Room, from?: string) => Promise.resolve(from === timeline['prev_batch'] ? before : []),
    tryEvent: () => Promise.resolve({ body: {} }),
  } as unknown as User;
  const found = await whereSeen(
    reader,
    {
      room: { id: ROOM } as Room,
      eventId: SOUGHT.event_id,
      type: SOUGHT.type,
      sender: SOUGHT.sender,
      isIt: ({ event_id: id }) => id === SOUGHT.event_id,
    },
    'no-such-type',
  );
  return found['a sync from the beginning'];
}

test('an event is found in the timeline of a sync', async () => {
  expect(await isFoundBySync({ events: [OTHER, SOUGHT] })).toBe(true);
  expect(await isFoundBySync({ events: [OTHER] })).toBe(false);
});

test('what a sync with a limited timeline leaves to the history is found there', async () => {
  const limited = { events: [OTHER], limited: true, prev_batch: 's1' };
  expect(await isFoundBySync(limited, [SOUGHT])).toBe(true);
  expect(await isFoundBySync(limited, [OTHER])).toBe(false);
  expect(await isFoundBySync({ events: [OTHER], limited: false, prev_batch: 's1' }, [SOUGHT])).toBe(false);
});
