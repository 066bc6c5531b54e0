import { expect, test } from 'vitest';

import { hostileFailure, madeUpFailure, madeUpRun } from './made-up-run.testkit.js';
import { renderMarkdown } from './markdown.js';

test('it begins with what the run comes to, and tells every finding with the command that shows it again', () => {
  const page = renderMarkdown(madeUpRun([{}, madeUpFailure]));
  expect(page).toMatch(/^## ❌ not conformant: MSC4140 on ` http:\/\/hs\.test `, ` Made Up 1\.0 `\n/);
  expect(page).toContain('| futures | ❌ not conformant | 1 | 1 | 0 | 1 | 1 | 0 | 0 |');
  expect(page).toContain('### ❌ TOKEN-6\n');
  expect(page).toContain('- **Expected:** ` nothing in the room `');
  expect(page).toContain('- **Again:** ` npx futures-conformance --target http://hs.test --only tokens.cancel `');
  expect(page).toContain('alice: PUT v3/rooms/$room1/send_future');
});

test('readings that differ from the usual are told, those that do not are not', () => {
  const page = renderMarkdown(
    madeUpRun([
      {
        observations: [
          { question: 'Q-LIST-URL', reading: 'timeout' },
          { question: 'Q-DOUBLE', reading: 'yes' },
        ],
      },
    ]),
  );
  expect(page).toContain('readings that differ from the usual (1)');
  expect(page).toContain('- Q-LIST-URL: ` timeout `');
  expect(page).not.toContain('Q-DOUBLE');
});

test('whatever a server says is code: no markup, no mention, no link', () => {
  const page = renderMarkdown(madeUpRun([hostileFailure]));
  // What is left when all code is taken away: blocks first, then what stands in lines.
  const outside = page.replaceAll(/^(`{3,})text\n[^]*?\n\1$/gm, '').replaceAll(/(`+) .*? \1(?!`)/g, '');
  expect(outside).not.toMatch(/script|@everyone|javascript|heading|owned/);
  // eslint-disable-next-line no-control-regex
  expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e\uffff]/);
});

test('it is never longer than a comment may be', () => {
  const many = Array.from({ length: 60 }, (_, index) => ({
    ...madeUpFailure,
    id: `tokens.c${index}`,
    broken: `TOKEN-${index}`,
    violation: { symptom: 'different' as const, expected: 'x'.repeat(2_000), seen: 'y'.repeat(2_000) },
    evidence: Array.from({ length: 50 }, (_, at) => ({
      kind: 'note' as const,
      at,
      text: `seen: ${at} ${'z'.repeat(500)}`,
    })),
  }));
  const page = renderMarkdown(madeUpRun(many));
  expect(page.length).toBeLessThan(65_536);
  expect(page).toMatch(/… and \d+ more findings, in the report\./);
});
