import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';

import { hostileFailure, madeUpFailure, madeUpRun } from './made-up-run.testkit.js';
import { renderJunit } from './junit.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML with a parser that takes nothing but what is well-formed. */
function parsed(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.children[0] ?? root;
}

function cases(suites: Element): Element[] {
  return suites.children.flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'));
}

function outcomeOf(suites: Element, id: string): Element | undefined {
  const found = cases(suites).find(({ attributes }) => attributes['name'] === id);
  return found?.children.find(({ name }) => name !== 'properties');
}

test('every check is a case in the suite of its area, with what came of it', () => {
  const suites = parsed(
    renderJunit(
      madeUpRun([
        {},
        madeUpFailure,
        { id: 'timers.slow', area: 'timers', verdict: 'inconclusive', message: 'too slow', judged: [] },
        { id: 'timers.none', area: 'timers', verdict: 'not-applicable', message: 'needs 90 s', judged: [] },
        { id: 'tokens.wrong', verdict: 'inconclusive', message: 'mistake', mistake: true, judged: [] },
      ]),
    ),
  );
  expect(suites.attributes).toMatchObject({ tests: '5', failures: '1', errors: '1', skipped: '2', time: '1.500' });
  expect(suites.children.map(({ attributes: { name, tests } }) => [name, tests])).toEqual([
    ['futures.timers', '2'],
    ['futures.tokens', '3'],
  ]);
  expect(outcomeOf(suites, 'tokens.example')).toBeUndefined();
  expect(outcomeOf(suites, 'timers.slow')?.attributes).toEqual({ message: 'could not tell: too slow' });
  expect(outcomeOf(suites, 'timers.none')?.attributes).toEqual({ message: 'not applicable: needs 90 s' });
  expect(outcomeOf(suites, 'tokens.wrong')?.name).toBe('error');
  const failure = outcomeOf(suites, 'tokens.cancel');
  expect(failure).toMatchObject({
    name: 'failure',
    attributes: { type: 'TOKEN-6', message: 'TOKEN-6: expected nothing in the room, seen m.room.message' },
  });
  expect(failure?.text).toMatch(/^TOKEN-6: .+\n\(explicit; L156-157, L173\)\nWhen: after a cancel\n/);
  expect(failure?.text).toContain('+0.064 s  alice: PUT v3/rooms/$room1/send_future');
  expect(failure?.text).toMatch(/Again: npx futures-conformance --target http:\/\/hs\.test --only tokens\.cancel$/);
});

test('suites and cases have properties', () => {
  const suites = parsed(renderJunit(madeUpRun([{ observations: [{ question: 'Q-CANCEL', reading: 'own' }] }])));
  const properties = (element: Element | undefined): Record<string, string> =>
    Object.fromEntries(
      (element?.children.find(({ name }) => name === 'properties')?.children ?? []).map(
        ({ attributes: { name = '', value = '' } }) => [name, value],
      ),
    );
  expect(properties(suites.children[0])).toMatchObject({
    target: 'http://hs.test',
    software: 'Made Up 1.0',
    revision: 'futures',
    'TOKEN-1': 'pass',
  });
  expect(properties(cases(suites)[0])).toMatchObject({ requirements: 'TOKEN-1', 'observed.Q-CANCEL': 'own' });
});

test('a run that judged nothing is an error, and never green', () => {
  const suites = parsed(renderJunit(madeUpRun([], { revisions: [], obstacle: 'nobody listens.' })));
  expect(suites.attributes).toMatchObject({ tests: '1', errors: '1' });
  expect(outcomeOf(suites, 'the run as a whole')?.attributes).toMatchObject({ message: 'nobody listens.' });
});

test('a failure that a baseline expects is skipped, with the reason', () => {
  const report = madeUpRun([{}, madeUpFailure]);
  const [revision] = report.revisions;
  const checks = revision?.checks.map((check) =>
    check.id === 'tokens.cancel' ? { ...check, expected: { id: check.id, reason: 'known' } } : check,
  );
  const suites = parsed(
    renderJunit({ ...report, revisions: [{ ...revision, checks } as (typeof report.revisions)[0]] }),
  );
  expect(outcomeOf(suites, 'tokens.cancel')).toMatchObject({
    name: 'skipped',
    attributes: { message: 'expected to fail: known' },
  });
});

test('whatever a server says stays text', () => {
  const suites = parsed(renderJunit(madeUpRun([hostileFailure])));
  expect(cases(suites)).toHaveLength(1);
  expect(outcomeOf(suites, 'tokens.cancel')?.text).toContain('</failure></testcase>]]><script>alert(1)</script>');
  // eslint-disable-next-line no-control-regex
  expect(renderJunit(madeUpRun([hostileFailure]))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e\ud800\uffff]/);
});
