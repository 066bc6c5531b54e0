import { expect, test } from 'vitest';

import type { EvidenceEntry } from '../../../suites/kit/checks/evidence.js';
import { reproScript } from './repro-script.js';
import type { ReproStory } from './repro-story.js';
import { whyNoScript } from './why-no-script.js';

type Exchange = Extract<EvidenceEntry, { kind: 'exchange' }>;

/** What makes a script of any story: one more answer, which is wrong. */
const WRONG = exchange(2_000, '/wrong', { status: 500 });

function exchange(at: number, path: string, more: Partial<Exchange> = {}): Exchange {
  return { kind: 'exchange', at, took: 0, by: 'alice', method: 'PUT', path, status: 200, responseBody: '{}', ...more };
}

/** A script that shows that the last request was answered wrongly. */
function scriptOf(evidence: readonly EvidenceEntry[], more: Partial<ReproStory> = {}): string {
  const scene = { at: 2_000, entries: evidence.length, exchange: evidence.length - 1, events: [] };
  const made = reproScript({ evidence, about: [], scene, expected: '200', ...more });
  if ('why' in made) throw new Error(made.why);
  return made.script;
}

/** The lines of a script that tell its story. */
function steps(evidence: readonly EvidenceEntry[]): string[] {
  const script = scriptOf([...evidence, WRONG]);
  const [, story = ''] =
    /\nperson alice ALICE_TOKEN\n\n([^]*?)\n(?:pause \d+\n)?call \d+ alice PUT \/wrong\n/.exec(script) ?? [];
  return story.split('\n');
}

test('what the server makes up is taken from its answers, where later requests use it', () => {
  const first = exchange(0, '/first', { responseBody: '{"room_id":"$room1","unused_id":"$room2"}' });
  const second = exchange(0, '/rooms/$room1/$run-txn-1', { requestBody: `{"in":"$room1","by":"$alice","its":"it's"}` });
  expect(steps([first, second])).toEqual([
    'call 1 alice PUT /first',
    `room1=$(get 1 'getpath(["room_id"])') || untold "the answer to request 1 has no such field"`,
    String.raw`call 2 alice PUT /rooms/"$(enc "$room1")"/"$run"-txn-1 '{"in":"'"$room1"'","by":"'"$alice"'","its":"it'\''s"}'`,
  ]);
});

test('of two that begin alike the right one is taken, and what nobody gave out stays text', () => {
  const list = exchange(0, '/list', { responseBody: '[{"send_token":"$send1"},{"send_token":"$send12"}]' });
  expect(steps([list, exchange(0, '/futures/$send12'), exchange(0, '/futures/$send12~')])).toEqual([
    'call 1 alice PUT /list',
    `send12=$(get 1 'getpath([1,"send_token"])') || untold "the answer to request 1 has no such field"`,
    'call 2 alice PUT /futures/"$(enc "$send12")"',
    "call 3 alice PUT '/futures/$send12~'",
  ]);
});

test('time passes as it did, looks of the harness are left out, and what went on at once does so again', () => {
  const beside = [exchange(1_000, '/b', { took: 500 }), exchange(1_100, '/c', { took: 500 })];
  expect(steps([exchange(0, '/a'), exchange(10, '/look', { role: 'look' }), ...beside, exchange(1_700, '/d')])).toEqual(
    [
      'call 1 alice PUT /a',
      'pause 1000',
      'call 2 alice PUT /b &',
      'pause 100',
      'call 3 alice PUT /c &',
      'wait',
      'pause 100',
      'call 4 alice PUT /d',
    ],
  );
});

test('nothing that a server or a check has said becomes a command', () => {
  const attack = `'; touch owned; $(touch owned) \`touch owned\``;
  const event = { room: '$room1', type: attack, stateKey: attack, label: attack };
  const script = scriptOf(
    [
      exchange(0, '/createRoom', { responseBody: '{"room_id":"$room1"}' }),
      exchange(0, `/${attack}`, { requestBody: attack, responseBody: `{"x":"${attack}"}` }),
    ],
    {
      about: [`first\ntouch owned`],
      scene: { at: 0, entries: 2, events: [{ ...event, unexpected: true }, event] },
      expected: attack,
      seen: attack,
    },
  );
  const outside = script.replaceAll(/^#.*$/gm, '').replaceAll(/'[^']*'|\\'/g, '');
  expect(outside).not.toContain('owned');
});

test('what is due while the script waits is given a moment more, and what is not yet due has to be so still', () => {
  const schedule = exchange(0, '/later?delay=1500', { responseBody: '{"delay_id":"$delay1"}' });
  expect(steps([schedule, exchange(1_000, '/restart/$delay1'), exchange(1_800, '/other')])).toEqual([
    'mark 1',
    "call 1 alice PUT '/later?delay=1500'",
    'before 1 1500',
    `delay1=$(get 1 'getpath(["delay_id"])') || untold "the answer to request 1 has no such field"`,
    'pause 1000',
    'mark 2',
    'call 2 alice PUT /restart/"$(enc "$delay1")"',
    'before 1 1500',
    'pause 900',
    'call 3 alice PUT /other',
    'before 2 1500',
  ]);
});

test('what comes after the answer that is wrong is left out', () => {
  const evidence = [exchange(0, '/first', { status: 404 }), exchange(9_000, '/second')];
  const scene = { at: 9_000, entries: 2, exchange: 0, events: [] };
  expect(scriptOf(evidence, { scene })).not.toContain('/second');
});

const ROOM = exchange(0, '/createRoom', { responseBody: '{"room_id":"$room1"}' });
const COME = { room: '$room1', type: 'm.room.message', label: 'a' };

test('where no script can tell whether the fault shows, it is said why', () => {
  const why = (more: Partial<ReproStory>, evidence = [ROOM]): unknown => reproScript({ evidence, about: [], ...more });
  const scene = { at: 0, entries: 9, events: [] };
  expect(why({})).toEqual({ why: 'it is a reading that was pinned otherwise' });
  expect(why({ scene: { ...scene, ownServer: true } })).toEqual({
    why: 'the server was set up for it in a way of its own',
  });
  expect(why({ scene })).toEqual({ why: 'it is not told by an answer alone, nor by whether an event comes' });
  for (const events of [
    [{ ...COME, label: '', unexpected: true as const }],
    [{ ...COME, label: 'two\nlines', unexpected: true as const }],
    [COME, { ...COME, missing: true as const }],
  ]) {
    expect(why({ scene: { ...scene, events } })).toEqual({ why: 'nothing tells its event from others' });
  }
  expect(why({ scene: { ...scene, exchange: 0 }, expected: 'something better' })).toEqual({
    why: 'no script can tell a right answer from it',
  });
  expect(why({ scene: { ...scene, events: [{ ...COME, room: '$room2', unexpected: true }] } })).toEqual({
    why: 'it stands on room2, which was made before',
  });
});

test('a story whose moments are too close to each other for curl makes no script', () => {
  const schedule = exchange(0, '/later?delay=1000', { responseBody: '{"delay_id":"$delay1"}' });
  const evidence = [schedule, exchange(900, '/cancel/$delay1', { status: 404 })];
  const scene = { at: 900, entries: 2, exchange: 1, events: [] };
  expect(reproScript({ evidence, about: [], scene, expected: '200' })).toEqual({
    why: 'it hangs on moments that are too close to each other',
  });
  const plain = exchange(900, '/rooms/$room1/send/m.room.message/x', { status: 404 });
  const after = exchange(1_100, '/cancel/$delay1', { status: 404 });
  const harmless = { ...scene, entries: 4, exchange: 3 };
  expect(
    reproScript({ evidence: [ROOM, schedule, plain, after], about: [], scene: harmless, expected: '200' }),
  ).toHaveProperty('script');
});

test('requests for one and the same event that were under way at once make no script', () => {
  const schedule = exchange(0, '/later?delay=9000', { responseBody: '{"delay_id":"$delay1"}' });
  const beside = ['send', 'cancel'].map((action) => exchange(500, `/${action}/$delay1`, { took: 50, status: 409 }));
  const scene = { at: 900, entries: 3, exchange: 2, events: [] };
  expect(reproScript({ evidence: [schedule, ...beside], about: [], scene, expected: '200' })).toEqual({
    why: 'requests race in it',
  });
});

test.each([
  ['no request was made', { evidence: [] }],
  ['no script can tell how late an event comes', { evidence: [exchange(0, '/a')], symptom: 'late' as const }],
  ['it takes accounts of its own', { evidence: [exchange(0, '/_matrix/client/v3/login')] }],
])('where no script can show it, it is said why: %s', (why, story) => {
  expect(whyNoScript({ about: [], ...story })).toBe(why);
});
