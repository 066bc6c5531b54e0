import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { ExchangeEntry } from '../../../suites/kit/checks/evidence.js';
import { isRight, isRightCommand, rightAnswer } from './right-answer.js';

function answer(status: number, body: unknown): ExchangeEntry {
  return { kind: 'exchange', at: 0, took: 0, method: 'GET', path: '/', status, responseBody: JSON.stringify(body) };
}

/** What a shell says of an answer in whose place something else may stand for `$delay1`. */
function isRightInShell(command: string, { status, responseBody = '' }: ExchangeEntry): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'right-answer-'));
  try {
    writeFileSync(join(folder, '1.body'), responseBody);
    const script = `status() { echo ${status}; }; delay1='$delay1'; DIR='${folder}'; if ${command}; then echo yes; else echo no; fi`;
    return execFileSync('sh', ['-uc', script], { encoding: 'utf8' }) === 'yes\n';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const refused = (status: number, errcode: string): ExchangeEntry => answer(status, { errcode, error: 'no' });

test.each([
  ['200', answer(200, {}), answer(404, {})],
  ['4xx', answer(404, {}), answer(500, {})],
  ['no 5xx', answer(404, {}), answer(502, {})],
  ['200 or 4xx', answer(400, {}), answer(500, {})],
  ['403 or 404', answer(404, {}), answer(401, {})],
  ['a refusal with 4xx', answer(499, {}), answer(200, {})],
  ['a refusal with 409', answer(409, {}), answer(400, {})],
  ['a refusal with 404 M_NOT_FOUND', refused(404, 'M_NOT_FOUND'), refused(404, 'M_UNKNOWN')],
  ['400 M_BAD_JSON or ORG.MATRIX.MSC4140_X', refused(400, 'ORG.MATRIX.MSC4140_X'), refused(403, 'M_BAD_JSON')],
  ['M_UNKNOWN_TOKEN', refused(401, 'M_UNKNOWN_TOKEN'), refused(401, 'M_MISSING_TOKEN')],
  ['a refusal with errcode and error', refused(400, 'M_X'), answer(400, { error: 'no' })],
  ['a delay_id', answer(200, { delay_id: 'x' }), answer(200, { delay_id: 5 })],
  ['a delay_id', answer(200, { delay_id: 'x' }), answer(200, [])],
  ['a send_token or an action_token', answer(200, { action_token: 'x' }), answer(200, { send_token: '' })],
  ['no event_id', answer(200, {}), answer(200, { event_id: '$event1' })],
  ['$delay1', answer(200, { delay_id: '$delay1' }), answer(200, { delay_id: '$delay2' })],
  ['the delay_id of before, $delay1', answer(200, { delay_id: '$delay1' }), answer(200, { delay_id: '$delay2' })],
])('%s: told by the recorded answer and by the shell alike', (expected, right, wrong) => {
  const rule = rightAnswer(expected, wrong);
  if (rule === undefined) throw new Error('these words say nothing');
  const command = isRightCommand(rule, 1);
  for (const [each, verdict] of [
    [right, true],
    [wrong, false],
  ] as const) {
    expect(isRight(rule, each)).toBe(verdict);
    expect(isRightInShell(command, each)).toBe(verdict);
  }
});

test.each(['the event when it was due', 'milliseconds', '2 entries', 'M', '404 something', 'an integer of 0 or more'])(
  '%s says nothing that a script could look for',
  (expected) => {
    expect(rightAnswer(expected, answer(200, {}))).toBeUndefined();
  },
);
