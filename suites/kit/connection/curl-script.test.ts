import { expect, test } from 'vitest';

import { curlScript } from './curl-script.js';
import type { EvidenceEntry } from '../checks/evidence.js';

const people = [{ name: 'alice' }];

function exchange(at: number, path: string, responseBody = '{}', requestBody = '{}'): EvidenceEntry {
  return { kind: 'exchange', at, took: 0, by: 'alice', method: 'PUT', path, requestBody, status: 200, responseBody };
}

/** The lines of a script that do something. */
function deeds(entries: readonly EvidenceEntry[]): string[] {
  const script = curlScript({ entries, people, about: [], moral: [] });
  return script.slice(script.indexOf('register alice\n')).split('\n').slice(1).filter(Boolean);
}

test('what the server makes up is taken from its answers, where later requests use it', () => {
  const first = exchange(0, '/first', '{"room_id":"!a:b","name":"!a:b and more","unused_id":"nobody asks"}');
  expect(deeds([first, exchange(0, '/rooms/!a%3Ab/x', '{}', '{"in":"!a:b","by":"$alice"}')])).toEqual([
    "call alice PUT /first '{}'",
    'ROOM_ID_1=$(field room_id 1)',
    `call alice PUT /rooms/"$(enc "$ROOM_ID_1")"/x '{"in":"'"$ROOM_ID_1"'","by":"'"$ALICE_ID"'"}'`,
  ]);
});

test('of several fields of one name the right one is taken', () => {
  const list = exchange(0, '/list', '[{"send_token":"$send1"},{"send_token":"$send2"}]');
  expect(deeds([list, exchange(0, '/futures/$send2')])).toEqual([
    "call alice PUT /list '{}'",
    'SEND_TOKEN_1=$(field send_token 2)',
    `call alice PUT /futures/"$(enc "$SEND_TOKEN_1")" '{}'`,
  ]);
});

test('time passes as it did, and a little more', () => {
  const note: EvidenceEntry = { kind: 'note', at: 1_000, text: "it's over" };
  expect(deeds([exchange(0, '/a'), note, exchange(1_000, '/b')])).toEqual([
    "call alice PUT /a '{}'",
    "# it's over",
    'pause 1100',
    "call alice PUT /b '{}'",
  ]);
});
