import { expect, test } from 'vitest';

import { Answer } from '../../kit/connection/answer.js';
import type { Participants } from '../../sequences/participants.js';
import { newWorld } from '../model/world.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { KnownEvents } from './known-events.js';
import { Looking } from './looking.js';

test('unsigned is read once, and judged again whenever everything is looked at', async () => {
  let reads = 0;
  const event = { room: 'lounge', type: 'm.room.message', content: 'tea', sender: 'alice', seen: { event_id: '$tea' } };
  const body = { status: 200, headers: {}, text: '{"unsigned":{"age":1}}' };
  const lookers = {
    t: { time: 'real', can: (phrase: string) => phrase === 'a delay_id in unsigned' },
    session: { refusedUnexpectedly: false },
    rooms: [['lounge', {}]],
    room: () => ({}),
    shown: () => [event],
    state: () => Promise.resolve({}),
    user: () => ({
      tryEvent() {
        reads += 1;
        return Promise.resolve(new Answer(body, { sentAt: 0, answeredAt: 0 }));
      },
    }),
  } as unknown as Participants<DelayedEventsContext>;
  const looking = new Looking(lookers, new KnownEvents());
  const world = newWorld(0);
  const worth = looking.worth(world, [world], undefined);
  const first = await looking.look(worth);
  expect(first.unsigned.map(({ reader }) => reader).toSorted()).toEqual(['alice', 'bob', 'carol']);
  expect((await looking.look(worth)).unsigned).toEqual([]);
  expect((await looking.look(looking.everything)).unsigned).toEqual(first.unsigned);
  expect(reads).toBe(2);
});
