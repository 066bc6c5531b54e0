import { expect, test } from 'vitest';

import type { JsonRecord, SeenEvent } from '../../kit/rooms/matrix-json.js';
import { Room } from '../../kit/rooms/room.js';
import { Timeline } from '../../kit/rooms/timeline.js';
import type { User } from '../../kit/rooms/user.js';
import type { Future } from '../words/future.js';
import { type MissingEvent, breachByAbsence } from './missing-event.js';

const alice = { userId: '@alice:test' } as User;
const exactness = { clockSlack: 0, pinnedLateness: 0 };
let made = 0;

function emptyRoom(): Room {
  made += 1;
  return new Room(`!${made}:test`, alice, new Timeline());
}

/** A message future that is due a while after 0, of a group of its own unless said otherwise. */
function future(room: Room, dueAt: number, group = `group-${room.id}-${dueAt}`): Future {
  made += 1;
  const due = { earliest: dueAt, latest: dueAt };
  // Only what looking for its event looks at.
  return { by: alice, room, type: 'm.room.message', content: { label: `${made}` }, group, due } as unknown as Future;
}

function arrive(room: Room, seenAt: number, content: JsonRecord): SeenEvent {
  made += 1;
  const event = { event_id: `$${made}`, type: 'm.room.message', sender: alice.userId, origin_server_ts: 0, content };
  room.timeline.add([event], seenAt);
  return event;
}

function timed(lost: Future): MissingEvent {
  return { future: lost, due: lost.due ?? { earliest: 0, latest: 0 }, by: 'timer' };
}

test('where nothing came there is nothing to be seen', () => {
  const lost = future(emptyRoom(), 1_000);
  expect(breachByAbsence(timed(lost), [lost], exactness)).toBeUndefined();
});

test('an event that is in another room is misplaced', () => {
  const [lost, other] = [future(emptyRoom(), 1_000), future(emptyRoom(), 9_000)];
  arrive(other.room, 1_000, lost.content);
  expect(breachByAbsence(timed(lost), [lost, other], exactness)).toMatchObject({ requirement: 'TIME-1' });
});

test('an event of the same type at its time, which nothing else can have sent, is the one with another content', () => {
  const lost = future(emptyRoom(), 1_000);
  arrive(lost.room, 1_000, { label: 'of nobody' });
  expect(breachByAbsence(timed(lost), [lost], exactness)).toMatchObject({ requirement: 'TIME-1' });
  const called: MissingEvent = { ...timed(lost), by: 'token' };
  expect(breachByAbsence(called, [lost], exactness)).toMatchObject({ requirement: 'TOKEN-2' });
});

test('an event that came before its time is not', () => {
  const lost = future(emptyRoom(), 1_000);
  arrive(lost.room, 999, { label: 'of nobody' });
  expect(breachByAbsence(timed(lost), [lost], exactness)).toBeUndefined();
});

test('an event that was expected is not, nor that of another future that had run out', () => {
  const lost = future(emptyRoom(), 1_000);
  const other = future(lost.room, 900);
  lost.room.acknowledge(arrive(lost.room, 1_000, { label: 'of nobody' }).event_id);
  arrive(lost.room, 1_000, other.content);
  expect(breachByAbsence(timed(lost), [lost, other], exactness)).toBeUndefined();
});

test('the event of another future that has not run out is, and so is its second', () => {
  const lost = future(emptyRoom(), 1_000);
  const far = future(lost.room, 9_000);
  arrive(lost.room, 1_000, far.content);
  expect(breachByAbsence(timed(lost), [lost, far], exactness)).toMatchObject({ requirement: 'TIME-1' });

  const second = future(emptyRoom(), 1_000);
  const first = future(second.room, 900);
  second.room.acknowledge(arrive(second.room, 900, first.content).event_id);
  arrive(second.room, 1_000, first.content);
  expect(breachByAbsence(timed(second), [first, second], exactness)).toMatchObject({ requirement: 'TIME-1' });
});

test('where a token was called, the event of another group may have been sent by its own', () => {
  const lost = future(emptyRoom(), 1_000);
  const [stranger, mate] = [future(lost.room, 9_000), future(lost.room, 9_000, lost.group)];
  const called: MissingEvent = { ...timed(lost), by: 'token' };
  arrive(lost.room, 1_000, stranger.content);
  expect(breachByAbsence(called, [lost, stranger, mate], exactness)).toBeUndefined();
  arrive(lost.room, 1_000, mate.content);
  expect(breachByAbsence(called, [lost, stranger, mate], exactness)).toMatchObject({ requirement: 'TOKEN-2' });
});

test('another one of its group that came before or after its own time took its place', () => {
  const lost = future(emptyRoom(), 1_000);
  const mate = future(lost.room, 2_000, lost.group);
  const early = arrive(lost.room, 1_900, mate.content);
  lost.room.acknowledge(early.event_id);
  expect(breachByAbsence(timed(lost), [lost, mate], exactness)).toMatchObject({ requirement: 'TIME-2' });

  mate.due = { earliest: 1_800, latest: 1_800 };
  expect(breachByAbsence(timed(lost), [lost, mate], exactness)).toMatchObject({ requirement: 'TIME-3' });
  // Late is not wrong where nobody has said how late is too late.
  expect(breachByAbsence(timed(lost), [lost, mate], { clockSlack: 0 })).toBeUndefined();
});
