import { execFileSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { curlCommand } from './curl-command.js';

const exchange = { kind: 'exchange', at: 0, took: 1, method: 'PUT', path: '/x' } as const;

/** What a shell makes of a command: its words, one a line, with `curl` in place of a program that prints them. */
function wordsOf(command: string, variables: Record<string, string>): string[] {
  const script = `curl() { printf '%s\\n' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { env: { ...variables }, encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

test('a shell takes it as the request that it was, with what is another one now', () => {
  const body = `{"body":"it's $(touch harm) \`touch harm\`","label":"$run-1"}`;
  const request = { ...exchange, by: 'alice', path: '/rooms/$room1/send/x/$run-2', requestBody: body };
  const command = curlCommand(request, 'http://hs.test/');
  expect(wordsOf(command, { alice_token: 'syt', room1: '!r', run: 'mine' })).toEqual([
    '-sS',
    '-X',
    'PUT',
    'http://hs.test/rooms/!r/send/x/mine-2',
    '-H',
    'Authorization: Bearer syt',
    '-H',
    'Content-Type: application/json',
    '--data-binary',
    `{"body":"it's $(touch harm) \`touch harm\`","label":"mine-1"}`,
  ]);
});

test('a server without an address is a variable, too', () => {
  const command = curlCommand({ ...exchange, method: 'GET' }, 'embedded');
  expect(wordsOf(command, { homeserver: 'http://127.0.0.1:1' })).toEqual(['-sS', 'http://127.0.0.1:1/x']);
});
