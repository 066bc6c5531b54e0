import { expect, test } from 'vitest';

import type { EvidenceEntry } from '../../../suites/kit/checks/evidence.js';
import { reproScript } from './repro-script.js';
import { whyNoScript } from './why-no-script.js';

type Exchange = Extract<EvidenceEntry, { kind: 'exchange' }>;

function exchange(at: number, path: string, more: Partial<Exchange> = {}): Exchange {
  return { kind: 'exchange', at, took: 0, by: 'alice', method: 'PUT', path, status: 200, responseBody: '{}', ...more };
}

/** The lines of a script that tell its story. */
function deeds(evidence: readonly EvidenceEntry[]): string[] {
  const { script } = reproScript({
    evidence,
    about: [],
    scene: { at: 0, entries: evidence.length, exchange: 0, events: [] },
  });
  const [, story = ''] = /start=\$\(now_ms\)\n([^]*?)\n\nshows=/.exec(script) ?? [];
  return story.split('\n');
}

test('what the server makes up is taken from its answers, where later requests use it', () => {
  const first = exchange(0, '/first', { responseBody: '{"room_id":"$room1","unused_id":"$room2"}' });
  const second = exchange(0, '/rooms/$room1/$run-txn-1', { requestBody: `{"in":"$room1","by":"$alice","its":"it's"}` });
  expect(deeds([first, second])).toEqual([
    'call 1 alice PUT /first',
    `room1=$(get 1 'getpath(["room_id"])') || untold "the answer to request 1 has no such field"`,
    String.raw`call 2 alice PUT /rooms/"$(enc "$room1")"/"$run"-txn-1 '{"in":"'"$room1"'","by":"'"$alice"'","its":"it'\''s"}'`,
  ]);
});

test('of two that begin alike the right one is taken, and what nobody gave out stays text', () => {
  const list = exchange(0, '/list', { responseBody: '[{"send_token":"$send1"},{"send_token":"$send12"}]' });
  expect(deeds([list, exchange(0, '/futures/$send12'), exchange(0, '/futures/$send12~')])).toEqual([
    'call 1 alice PUT /list',
    `send12=$(get 1 'getpath([1,"send_token"])') || untold "the answer to request 1 has no such field"`,
    'call 2 alice PUT /futures/"$(enc "$send12")"',
    "call 3 alice PUT '/futures/$send12~'",
  ]);
});

test('time passes as it did, looks of the harness are left out, and what went on at once does so again', () => {
  const beside = [exchange(1_000, '/b', { took: 500 }), exchange(1_100, '/c', { took: 500 })];
  expect(deeds([exchange(0, '/a'), exchange(10, '/look', { role: 'look' }), ...beside, exchange(1_700, '/d')])).toEqual(
    [
      'call 1 alice PUT /a',
      'in_time 0',
      'pause 1100',
      'call 2 alice PUT /b &',
      'in_time 1100',
      'pause 200',
      'call 3 alice PUT /c &',
      'wait',
      'in_time 1800',
      'pause 200',
      'call 4 alice PUT /d',
    ],
  );
});

test('nothing that a server or a check has said becomes a command', () => {
  const attack = `'; touch /tmp/owned; $(touch /tmp/owned) \`touch /tmp/owned\``;
  const { script } = reproScript({
    evidence: [
      exchange(0, `/${attack}`, { requestBody: attack, responseBody: `{"room_id":"$room1","x":"${attack}"}` }),
    ],
    about: [`first\ntouch /tmp/owned`],
    expected: attack,
    seen: attack,
  });
  const outside = script.replaceAll(/^#.*$/gm, '').replaceAll(/'[^']*'|\\'/g, '');
  expect(outside).not.toContain('owned');
});

test.each([
  ['no request was made', { evidence: [] }],
  ['no script can tell how late an event comes', { evidence: [exchange(0, '/a')], symptom: 'late' as const }],
  ['no script is fast enough to see it', { evidence: [exchange(0, '/a')], seen: '150 ms before it could be due' }],
  ['it takes accounts of its own', { evidence: [exchange(0, '/_matrix/client/v3/login')] }],
])('where no script can show it, it is said why: %s', (why, story) => {
  expect(whyNoScript({ about: [], ...story })).toBe(why);
});
