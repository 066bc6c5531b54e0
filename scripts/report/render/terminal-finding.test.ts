import { expect, test } from 'vitest';

import { revisionCalled } from '../../../suites/revisions.js';
import { buildRevisionReport } from '../build-revision-report.js';
import type { CheckReport } from '../document/check-schema.js';
import type { FindingReport } from '../document/revision-schema.js';
import { madeUpResult } from '../results.testkit.js';
import { renderFinding } from './terminal-finding.js';
import { TerminalPage } from './terminal-page.js';

type Entry = CheckReport['evidence'][number];

function exchange(path: string, more: Partial<Extract<Entry, { kind: 'exchange' }>> = {}): Entry {
  return { kind: 'exchange', at: 0, took: 1, by: 'alice', method: 'PUT', path, status: 200, ...more };
}

function linesFor(result: Partial<CheckReport>, finding: Partial<FindingReport> = {}, columns = 100): string[] {
  const page = new TerminalPage({ columns, colour: false });
  const whole: FindingReport = {
    requirement: 'TOKEN-6',
    level: 'fail',
    symptom: 'unexpected',
    witnesses: ['tokens.example'],
    alsoBroken: [],
    spoilt: [],
    again: 'npx futures-conformance --only tokens.example',
    ...finding,
  };
  const check = madeUpResult({ verdict: 'fail', broken: 'TOKEN-6', message: 'TOKEN-6: it came', ...result });
  const facts = { revision: revisionCalled('futures'), results: [check] } as Parameters<typeof buildRevisionReport>[0];
  renderFinding(page, whole, buildRevisionReport(facts, { whole: false, again: 'again' }));
  return page.toString().trim().split('\n');
}

test('tells what is asked for, what was expected and seen, who shows it, and how it is shown again', () => {
  const lines = linesFor(
    { violation: { symptom: 'unexpected', what: 'after a cancel', expected: 'nothing', seen: 'an event' } },
    { alsoBroken: ['TOKEN-7'], spoilt: ['a', 'b'], witnesses: ['tokens.example', ...'cdefghijk'] },
  );
  expect(lines[0]).toMatch(/^✘ TOKEN-6 {2}\S/);
  expect(lines.join(' ')).toContain('L156-157');
  expect(lines).toContain('    When      after a cancel');
  expect(lines).toContain('    Expected  nothing');
  expect(lines).toContain('    Seen      an event');
  expect(lines.join(' ')).toContain('tokens.example, c, d, e and 6 more');
  expect(lines.join(' ')).toMatch(/TOKEN-7 seems to be broken for the same reason; 2 checks could not\s+tell/);
  expect(lines.at(-1)).toBe('    Again     npx futures-conformance --only tokens.example');
});

test('a made-up story is told', () => {
  const violation = { symptom: 'missing', story: ['1. one', '2. two'], replay: { seed: 7, path: '3:1' } } as const;
  const lines = linesFor({ violation: { ...violation, story: [...violation.story] } });
  expect(lines).toContain('    Seen      it came');
  expect(lines).toContain('    1. one');
});

test('takes no more than 15 lines, each within the terminal but for the command', () => {
  const evidence = Array.from({ length: 40 }, (_, index) =>
    exchange(`/_matrix/client/v3/${index % 2 === 0 ? 'futures' : 'state'}`, { responseBody: 'y'.repeat(500) }),
  );
  for (const columns of [60, 100, 140]) {
    for (const story of [[], Array.from({ length: 40 }, (_, step) => `${step}. ${'and then '.repeat(40)}`)]) {
      const seen = `${'long '.repeat(20)}${'y'.repeat(400)}`;
      const lines = linesFor(
        { evidence, violation: { symptom: 'different', expected: seen, seen, story } },
        {},
        columns,
      );
      if (columns >= 100) expect(lines.length).toBeLessThanOrEqual(15);
      expect(lines.slice(0, -1).every((line) => line.length <= columns)).toBe(true);
    }
  }
});

test('leaves out what only sets the stage, and tells once what happened again and again', () => {
  const room = '$room1';
  const lines = linesFor({
    evidence: [
      exchange('/_matrix/client/v3/createRoom', { method: 'POST' }),
      exchange(`/_matrix/client/v3/rooms/${room}/send/m.room.message/1`, {
        requestBody: '{"futures-conformance.marker":true}',
      }),
      exchange(`/_matrix/client/v3/rooms/${room}/send_future/m.room.message/$run-txn-1`),
      exchange(`/_matrix/client/v3/rooms/${room}/send_future/m.room.message/$run-txn-2`),
      { kind: 'note', at: 5, text: 'ordinary things are tried' },
      { kind: 'note', at: 6, text: 'seen: m.room.message' },
    ],
  });
  expect(lines.filter((line) => line.startsWith('    +'))).toEqual([
    '    +0.000 s  2× alice PUT v3/rooms/$room1/send_future/m.room.message/txn-2 → 200',
    '    +0.006 s  seen: m.room.message',
  ]);
});

test('a reading that was pinned otherwise is told with its question', () => {
  const lines = linesFor({ broken: 'Q-CANCEL' }, { requirement: 'Q-CANCEL' });
  expect(lines[0]).toContain('Q-CANCEL is not read as pinned');
});
