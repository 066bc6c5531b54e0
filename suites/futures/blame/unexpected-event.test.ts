import { describe, expect, test } from 'vitest';

import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import { Room } from '../../kit/rooms/room.js';
import { Timeline } from '../../kit/rooms/timeline.js';
import type { User } from '../../kit/rooms/user.js';
import type { Future } from '../words/future.js';
import { breachBy } from './unexpected-event.js';

function eventOf(label: string, id = `$${label}`, type = 'm.room.message'): SeenEvent {
  return { event_id: id, type, sender: '@a:b', origin_server_ts: 0, content: { label } };
}

/** What the last of some events breaks, where there are futures of the given groups, each by its label. */
function brokenByLast(events: readonly SeenEvent[], groups: Readonly<Record<string, string>>, about: string) {
  const timeline = new Timeline();
  timeline.add(events, 0);
  const room = new Room('!r:b', {} as User, timeline);
  const futures = Object.entries(groups).map(([label, group]) => {
    const [userId = '', id = ''] = group.split(' ');
    return { room, by: { userId }, group: id, type: 'm.room.message', content: { label } } as unknown as Future;
  });
  const last = timeline.arrivals.at(-1)?.event;
  if (last === undefined) throw new Error('no event');
  return breachBy(about, last, room, futures)?.requirement;
}

describe('an event that comes a second time', () => {
  const twice = [eventOf('one'), eventOf('one', '$again')];

  test('breaks that each comes once', () => {
    expect(brokenByLast(twice, { one: '@a:b g' }, 'CASE-4')).toBe('GROUP-1');
  });

  test.each(['TOKEN-8', 'SCHED-9', 'ERR-9'])('is what %s is about', (requirement) => {
    expect(brokenByLast(twice, { one: '@a:b g' }, requirement)).toBeUndefined();
  });
});

describe('the second event of a group', () => {
  const both = [eventOf('one'), eventOf('two')];

  test('breaks that there is one', () => {
    expect(brokenByLast(both, { one: '@a:b g', two: '@a:b g' }, 'TOKEN-5')).toBe('GROUP-1');
  });

  test.each(['TOKEN-7', 'TOKEN-8', 'STATE-7'])('may be one of a group that has ended, as %s has it', (requirement) => {
    expect(brokenByLast(both, { one: '@a:b g', two: '@a:b g' }, requirement)).toBeUndefined();
  });

  test('is none where the group is another, or another user’s', () => {
    expect(brokenByLast(both, { one: '@a:b g', two: '@a:b h' }, 'TOKEN-5')).toBeUndefined();
    expect(brokenByLast(both, { one: '@a:b g', two: '@c:b g' }, 'TOKEN-5')).toBeUndefined();
  });
});

test('an event that is not the one that was scheduled is no matter of the silence', () => {
  expect(brokenByLast([eventOf('one', '$1', 'org.example.other')], { one: '@a:b g' }, 'STATE-6')).toBe('SCHED-1');
});

test('an event of no future of the check, or the first of its group, tells nothing more', () => {
  expect(brokenByLast([eventOf('one'), eventOf('foreign')], { one: '@a:b g' }, 'TOKEN-6')).toBeUndefined();
  expect(brokenByLast([eventOf('one')], { one: '@a:b g', two: '@a:b g' }, 'TOKEN-6')).toBeUndefined();
});
