import { EventEmitter } from 'node:events';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { EXIT } from '../report/exit-codes.js';
import { tolerateUnreadOutput } from './unread-output.js';

let said = '';
let exitCode: typeof process.exitCode;

beforeEach(() => {
  said = '';
  exitCode = process.exitCode;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
});

/** What the exit code becomes of a command that ends with some code after these errors of its output. */
function exitCodeAfter(code: number, ...errors: readonly string[]): typeof process.exitCode {
  const atExit = vi.spyOn(process, 'once').mockReturnThis();
  const stream = new EventEmitter();
  tolerateUnreadOutput(stream as NodeJS.WriteStream);
  for (const error of errors) stream.emit('error', Object.assign(new Error(`${error}: no`), { code: error }));
  process.exitCode = code;
  for (const [event, listener] of atExit.mock.calls) {
    expect(event).toBe('exit');
    listener(code);
  }
  return process.exitCode;
}

test('a reader that has gone away is nothing to speak of', () => {
  expect(exitCodeAfter(EXIT.conformant, 'EPIPE', 'EPIPE')).toBe(EXIT.conformant);
  expect(said).toBe('');
});

test('what could not be written for another reason is told once, and is no success', () => {
  expect(exitCodeAfter(EXIT.conformant, 'ENOSPC', 'ENOSPC')).toBe(EXIT['wrong-use']);
  expect(said).toBe('What was to be printed could not be written: ENOSPC: no\n');
});

test('what a run has found out is still told by the exit code', () => {
  expect(exitCodeAfter(EXIT['not-conformant'], 'ENOSPC')).toBe(EXIT['not-conformant']);
});
