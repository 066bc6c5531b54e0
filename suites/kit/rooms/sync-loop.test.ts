import { expect, test, vi } from 'vitest';

import type { Account } from '../accounts/account.js';
import type { JsonRecord } from './matrix-json.js';
import { SyncLoop } from './sync-loop.js';
import type { TargetTime } from '../time/target-time.js';
import type { Timeline } from './timeline.js';
import { type HttpAnswer, type Transport, TransportFailure } from '../connection/transport.js';

const account: Account = {
  name: 'alice',
  userId: '@alice:test',
  accessToken: 'secret-token',
  deviceId: 'D',
  ownDevice: true,
};
const ROOM = '!room:test';

type Reply = { readonly status?: number; readonly body: JsonRecord } | 'no answer';

/** Answers `/sync` and `/messages` from two lists, in order; afterwards `/sync` is silent until called off. */
class Script implements Transport {
  readonly paths: string[] = [];
  readonly #polls: Reply[];
  readonly #pages: Reply[];
  readonly #idle: (() => void)[] = [];

  constructor(polls: readonly Reply[], pages: readonly Reply[] = []) {
    this.#polls = [...polls];
    this.#pages = [...pages];
  }

  /** Resolves when the list of polls is used up and the loop waits. */
  idle(): Promise<void> {
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  send({ path }: { readonly path: string }, signal?: AbortSignal): Promise<HttpAnswer> {
    this.paths.push(path);
    const reply = (path.includes('/messages') ? this.#pages : this.#polls).shift();
    if (reply === undefined) {
      for (const go of this.#idle.splice(0)) go();
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new TransportFailure('called off')));
      });
    }
    if (reply === 'no answer') return Promise.reject(new TransportFailure('connection refused'));
    return Promise.resolve({ status: reply.status ?? 200, headers: {}, text: JSON.stringify(reply.body) });
  }

  close(): void {}
}

function timeOf(kind: 'virtual' | 'real'): TargetTime {
  let reads = 0;
  const unused = (): never => {
    throw new Error('not needed here');
  };
  return { kind, now: () => (reads += 1), waitUntil: unused, waitFor: unused };
}

function event(id: string, more: JsonRecord = {}): JsonRecord {
  return { event_id: id, type: 'm.room.message', sender: '@a:b', content: {}, ...more };
}

function poll(next: string, timeline: JsonRecord, section = 'join'): Reply {
  return { body: { next_batch: next, rooms: { [section]: { [ROOM]: { timeline } } } } };
}

async function afterwards(script: Script): Promise<{ loop: SyncLoop; timeline: Timeline; ids: string[] }> {
  const loop = new SyncLoop(account, script, timeOf('virtual'));
  const timeline = loop.timelineOf(ROOM);
  await script.idle();
  return { loop, timeline, ids: timeline.arrivals.map(({ event: seen }) => seen.event_id) };
}

test('events come in the order of the answers, each once', async () => {
  const script = new Script([
    poll('1', { events: [event('$1'), event('$2')] }),
    poll('2', { events: [event('$2'), event('$3')] }),
  ]);
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2', '$3']);
  expect(script.paths.map((path) => new URLSearchParams(path.split('?')[1]).get('since'))).toEqual([null, '1', '2']);
  await loop.stop();
});

test('a poll waits practically for ever in virtual time, and the first one not at all', async () => {
  const script = new Script([poll('1', { events: [] })]);
  const { loop } = await afterwards(script);
  const timeouts = script.paths.map((path) => Number(new URLSearchParams(path.split('?')[1]).get('timeout')));
  expect(timeouts).toEqual([0, 10 * 24 * 3_600_000]);
  await loop.stop();
});

test('the first poll asks for the rooms alone that are looked at, and the others for all that is new', async () => {
  const script = new Script([poll('1', { events: [event('$1')] }), poll('2', { events: [event('$2')] })]);
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2']);
  const filters = script.paths.map((path): unknown =>
    JSON.parse(new URLSearchParams(path.split('?')[1]).get('filter') ?? '{}'),
  );
  expect(filters).toMatchObject([{ room: { rooms: [ROOM] } }, { room: {} }, { room: {} }]);
  expect(filters[1]).not.toHaveProperty('room.rooms');
  await loop.stop();
});

test('what a room holds that was made while the first poll was on its way is fetched', async () => {
  const script = new Script([poll('1', { events: [event('$1')] })], [{ body: { chunk: [event('$3'), event('$2')] } }]);
  const loop = new SyncLoop(account, script, timeOf('virtual'));
  loop.timelineOf(ROOM);
  const later = loop.timelineOf('!later:test');
  await script.idle();
  expect(later.arrivals.map(({ event: seen }) => seen.event_id)).toEqual(['$2', '$3']);
  expect(script.paths.filter((path) => path.includes('/messages'))).toEqual([
    '/_matrix/client/v3/rooms/!later%3Atest/messages?dir=b&limit=100',
  ]);
  await loop.stop();
});

test('a gap is filled from /messages, back to the first event that is known, in the order of the server', async () => {
  const script = new Script(
    [
      poll('1', { events: [event('$1'), event('$2')] }),
      poll('2', { limited: true, prev_batch: 'p1', events: [event('$7')] }),
    ],
    [
      { body: { chunk: [event('$6'), event('$5')], end: 'p2' } },
      { body: { chunk: [event('$4'), event('$3'), event('$2'), event('$1')], end: 'p3' } },
    ],
  );
  const { ids, timeline, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2', '$3', '$4', '$5', '$6', '$7']);
  expect(timeline.gap).toBeUndefined();
  await loop.stop();
});

test('before a room is made there is no gap, whatever a server says of a timeline that begins with that', async () => {
  const made = { ...event('$1'), type: 'm.room.create', state_key: '' };
  const script = new Script([
    poll('1', { events: [] }),
    poll('2', { limited: true, prev_batch: 'p1', events: [made] }),
  ]);
  const { ids, timeline, loop } = await afterwards(script);
  expect(ids).toEqual(['$1']);
  expect(timeline.gap).toBeUndefined();
  expect(script.paths.filter((path) => path.includes('/messages'))).toEqual([]);
  await loop.stop();
});

test('a gap that goes back to the beginning of a room is asked for no further', async () => {
  const made = { ...event('$1'), type: 'm.room.create', state_key: '' };
  const script = new Script(
    [poll('1', { events: [] }), poll('2', { limited: true, prev_batch: 'p1', events: [event('$3')] })],
    [{ body: { chunk: [event('$2'), made], end: 'p2' } }],
  );
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2', '$3']);
  expect(script.paths.filter((path) => path.includes('/messages'))).toHaveLength(1);
  await loop.stop();
});

test('events from a gap were seen when the answer came that had it', async () => {
  const script = new Script(
    [poll('1', { events: [event('$1')] }), poll('2', { limited: true, prev_batch: 'p1', events: [event('$3')] })],
    [{ body: { chunk: [event('$2'), event('$1')] } }],
  );
  const { timeline, loop } = await afterwards(script);
  const [, second, third] = timeline.arrivals;
  expect(second?.seenAt).toBe(third?.seenAt);
  await loop.stop();
});

test('the first answer fills a gap in a room that somebody watches, and in no other', async () => {
  const other = { '!old:test': { timeline: { limited: true, prev_batch: 'old', events: [event('$old')] } } };
  const watched = { [ROOM]: { timeline: { limited: true, prev_batch: 'p1', events: [event('$2')] } } };
  const script = new Script(
    [{ body: { next_batch: '1', rooms: { join: { ...other, ...watched } } } }],
    [{ body: { chunk: [event('$1')] } }],
  );
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2']);
  expect(script.paths.filter((path) => path.includes('/messages'))).toHaveLength(1);
  await loop.stop();
});

test.each([
  ['refused', [{ status: 403, body: { errcode: 'M_FORBIDDEN', error: 'no' } }]],
  ['failing for good', Array<Reply>(20).fill({ status: 500, body: {} })],
  ['unreachable', Array<Reply>(20).fill('no answer')],
  ['of another form', Array<Reply>(20).fill({ body: { events: [] } })],
] as const)('where /messages is %s the timeline says that something may be missing', async (_, pages) => {
  const script = new Script(
    [poll('1', { events: [event('$1')] }), poll('2', { limited: true, prev_batch: 'p1', events: [event('$9')] })],
    pages,
  );
  const { ids, timeline, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$9']);
  expect(timeline.gap).toMatch(/could not be fetched/);
  expect(loop.broken).toBeUndefined();
  await loop.stop();
});

test('a page that fails once is asked for again', async () => {
  const script = new Script(
    [poll('1', { events: [event('$1')] }), poll('2', { limited: true, prev_batch: 'p1', events: [event('$3')] })],
    [
      { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 5 } },
      'no answer',
      { body: { chunk: [event('$2'), event('$1')] } },
    ],
  );
  const { ids, timeline, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2', '$3']);
  expect(timeline.gap).toBeUndefined();
  await loop.stop();
});

test('a limited timeline without a way back is a gap', async () => {
  const script = new Script([
    poll('1', { events: [event('$1')] }),
    poll('2', { limited: true, events: [event('$9')] }),
  ]);
  const { timeline, loop } = await afterwards(script);
  expect(timeline.gap).toMatch(/prev_batch/);
  await loop.stop();
});

test('a server whose pages turn in circles does not keep the loop for ever', async () => {
  const circle = Array<Reply>(50).fill({ body: { chunk: [event('$8'), event('$7')], end: 'same' } });
  const script = new Script(
    [poll('1', { events: [event('$1')] }), poll('2', { limited: true, prev_batch: 'p1', events: [event('$9')] })],
    circle,
  );
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$7', '$8', '$9']);
  await loop.stop();
});

test('a room that was left is still seen to its end', async () => {
  const script = new Script([poll('1', { events: [event('$1')] }), poll('2', { events: [event('$kick')] }, 'leave')]);
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$kick']);
  await loop.stop();
});

test('events of a strange form neither stop the loop nor trouble those who look at them', async () => {
  const strange = [
    { event_id: '$1' },
    { event_id: '$2', type: 7, sender: null, content: 'text' },
    { type: 'no id' },
    'not even an object',
    null,
  ];
  const script = new Script([
    { body: { next_batch: '1', rooms: { join: { [ROOM]: { timeline: { events: strange } }, '!b:c': 'no room' } } } },
    poll('2', { events: [event('$3')] }),
  ]);
  const { timeline, ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2', '$3']);
  expect(timeline.arrivals.map(({ event: seen }) => [seen.type, seen.sender, seen.content])).toEqual([
    ['', '', {}],
    ['', '', {}],
    ['m.room.message', '@a:b', {}],
  ]);
  await loop.stop();
});

test('polls that fail now and then are repeated from where the loop was', async () => {
  const script = new Script([
    'no answer',
    poll('1', { events: [event('$1')] }),
    { status: 502, body: {} },
    { body: { rooms: {} } },
    poll('2', { events: [event('$2')] }),
  ]);
  const { ids, loop } = await afterwards(script);
  expect(ids).toEqual(['$1', '$2']);
  expect(loop.broken).toBeUndefined();
  await loop.stop();
});

test('a server that is meant to be away is waited for as long as it is', async () => {
  const script = new Script([...Array<Reply>(20).fill('no answer'), poll('1', { events: [event('$1')] })]);
  const loop = new SyncLoop(account, script, timeOf('virtual'), { isAway: () => script.paths.length < 20 });
  const timeline = loop.timelineOf(ROOM);
  await new Promise<void>((resolve) => timeline.subscribe(resolve));
  expect(loop.broken).toBeUndefined();
  expect(timeline.has('$1')).toBe(true);
  await loop.stop();
});

test.each([
  ['a token that is no longer valid at once', [{ status: 401, body: { errcode: 'M_UNKNOWN_TOKEN' } }], 1],
  ['a server that is gone after some tries', Array<Reply>(20).fill('no answer'), 7],
  ['answers without next_batch after some tries', Array<Reply>(20).fill({ body: {} }), 7],
] as const)('the loop gives up on %s, and wakes those who wait', async (_, polls, tries) => {
  const script = new Script(polls);
  const loop = new SyncLoop(account, script, timeOf('virtual'));
  const timeline = loop.timelineOf(ROOM);
  await new Promise<void>((resolve) => timeline.subscribe(resolve));
  expect(loop.broken).toMatch(/^\/sync stopped working for alice: /);
  expect(script.paths).toHaveLength(tries);
  await loop.stop();
});

test('a listener that fails breaks the loop audibly, and nothing goes unhandled', async () => {
  const script = new Script([poll('1', { events: [event('$1')] })]);
  const loop = new SyncLoop(account, script, timeOf('virtual'));
  const timeline = loop.timelineOf(ROOM);
  let calls = 0;
  const told = new Promise<void>((resolve) => {
    timeline.subscribe(() => {
      calls += 1;
      if (calls === 1) throw new Error('a mistake of ours');
      resolve();
    });
  });
  await told;
  expect(loop.broken).toContain('a mistake of ours');
  await loop.stop();
});

test('what comes while the loop runs is told, from whichever room; what was there before is not', async () => {
  const elsewhere = { '!elsewhere:test': { timeline: { events: [event('$3')] } } };
  const script = new Script([
    poll('1', { events: [event('$1')] }),
    poll('2', { events: [event('$2')] }),
    { body: { next_batch: '3', rooms: { join: elsewhere } } },
  ]);
  const heard: string[] = [];
  const loop = new SyncLoop(account, script, timeOf('virtual'), {
    heard: (events) => heard.push(...events.map(({ event_id: eventId }) => eventId)),
  });
  loop.timelineOf(ROOM);
  await script.idle();
  expect(heard).toEqual(['$2', '$3']);
  await loop.stop();
});

test('how long the server has it wait for its limits is told, and nothing else', async () => {
  const limit = { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 3 } };
  const script = new Script([limit, 'no answer', poll('1', { events: [] })]);
  const waited: number[] = [];
  const loop = new SyncLoop(account, script, timeOf('virtual'), { limited: (ms) => waited.push(ms) });
  loop.timelineOf(ROOM);
  await script.idle();
  expect(waited).toEqual([1]);
  await loop.stop();
});

test('a limit that refuses many times in a row is waited for', async () => {
  vi.useFakeTimers();
  const limit = { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 3 } };
  const script = new Script([...Array.from({ length: 20 }, () => limit), poll('1', { events: [event('$1')] })]);
  const loop = new SyncLoop(account, script, timeOf('real'));
  loop.enter();
  const timeline = loop.timelineOf(ROOM);
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(loop.broken).toBeUndefined();
  expect(timeline.arrivals).toHaveLength(1);
  await loop.stop();
});

test('a limit that asks for no time at all is not asked again and again in no time', async () => {
  vi.useFakeTimers();
  const limit = { status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 0 } };
  const script = new Script(Array.from({ length: 10_000 }, () => limit));
  const loop = new SyncLoop(account, script, timeOf('real'));
  loop.timelineOf(ROOM);
  await vi.advanceTimersByTimeAsync(1_000);
  vi.useRealTimers();
  expect(script.paths.length).toBeLessThan(30);
  await loop.stop();
});

test('stopping does not wait for a pause to end', async () => {
  const script = new Script([{ status: 429, body: { retry_after_ms: 3_600_000 } }]);
  const loop = new SyncLoop(account, script, timeOf('real'));
  loop.timelineOf(ROOM);
  await loop.stop();
  expect(script.paths).toHaveLength(1);
});

test('stopping ends a poll that waits, and is no failure', async () => {
  const script = new Script([poll('1', { events: [] })]);
  const { loop } = await afterwards(script);
  await loop.stop();
  expect(loop.broken).toBeUndefined();
});

test('a loop that was never used can be stopped', async () => {
  await new SyncLoop(account, new Script([]), timeOf('virtual')).stop();
});

test('a loop rests while nobody listens, and goes on where it was when somebody does again', async () => {
  const script = new Script([poll('1', { events: [] }), poll('2', { events: [event('$1')] })]);
  const loop = new SyncLoop(account, script, timeOf('virtual'));
  loop.enter();
  loop.leave();
  const timeline = loop.timelineOf(ROOM);
  await new Promise((later) => setTimeout(later));
  expect(script.paths).toHaveLength(1);
  loop.enter();
  await script.idle();
  expect(timeline.has('$1')).toBe(true);
  expect(script.paths[1]).toContain('since=1');
  await loop.stop();
});

test('a loop that rests can be stopped', async () => {
  const loop = new SyncLoop(account, new Script([poll('1', { events: [] })]), timeOf('virtual'));
  loop.enter();
  loop.leave();
  loop.timelineOf(ROOM);
  await new Promise((later) => setTimeout(later));
  await loop.stop();
});
