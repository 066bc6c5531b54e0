import { describe, expect, test } from 'vitest';

import type { KillMatrix } from '../../kill-matrix.js';
import type { Report } from '../../document/report-schema.js';
import { earlyEvent, madeUpReport } from '../../report.testkit.js';
import { renderHtmlReport } from './html-report.js';

/** How often something stands in a text. */
function count(text: string, what: RegExp): number {
  return [...text.matchAll(what)].length;
}

/** The ids on a page. */
function idsIn(page: string): string[] {
  return [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);
}

describe('a page of a report', () => {
  const report = madeUpReport([earlyEvent, { id: 'tokens.fine' }]);
  const page = renderHtmlReport(report);

  test('tells of findings first, then of requirements, readings, checks and the run', () => {
    const headings = [...page.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, heading]) => heading);
    expect(headings).toEqual(['Findings', 'Requirements', 'Open questions', 'Checks', 'The run']);
    expect(page.slice(0, page.indexOf('id="requirements"'))).toContain('300 ms before it could be due');
  });

  test('shows at once how early the event was, in the picture, too', () => {
    const finding = page.slice(page.indexOf('<article'), page.indexOf('</article>'));
    expect(finding).toMatch(/<svg[^>]*role="img"/);
    expect(finding).toContain('0.3 s early');
    expect(finding).toMatch(/<desc[^>]*>0 s: alice asks PUT send_future\/m\.room\.message: 200\. 1\.7 s: seen/);
    expect(finding).toContain('two seconds pass');
    expect(finding).toContain('--only timers.early --seed 7 --replay 1:2');
  });

  test('has the transcript, each request as a command that a shell takes as it is', () => {
    expect(page).toContain("curl -sS \\\n  -X PUT \\\n  'http://hs.test/_matrix/client/v3/");
    expect(page).toContain(String.raw`--data-binary '{&quot;body&quot;:&quot;it'\''s &lt;b>bold&lt;/b>&quot;}'`);
  });

  test('leads from each name to the place that it names, and has no name twice', () => {
    const ids = idsIn(page);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  });

  test('names the parts of two revisions apart', () => {
    const both = renderHtmlReport(
      madeUpReport([{ id: 'timing.same' }], [{ id: 'timing.same', area: 'an-area-without-requirements' }]),
    );
    const ids = idsIn(both);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('check-delayed-events-timing.same');
  });

  test('takes nothing from elsewhere, and lets no script run but its own', () => {
    expect(page).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
    expect(count(page, /<script/g)).toBe(1);
    expect(page).not.toMatch(/ (src|style|on\w+)=/);
    expect(count(page, /<link|<img|<iframe|@import|url\(/g)).toBe(0);
  });

  test('tells which faulty homeservers were caught, where somebody has looked', () => {
    expect(page).not.toContain('Faulty homeservers');
    const failures = [{ check: 'timers.early', broken: 'TIME-2', message: 'early' }];
    const matrix: KillMatrix = {
      format: 'futures-conformance/kill-matrix',
      version: 1,
      revision: 'futures',
      suites: ['scenarios'],
      faults: [
        {
          fault: 'timers-run-fast',
          breaks: ['TIME-2'],
          alsoBreaks: [],
          findings: { scenarios: { ran: 1, failures, inconclusive: [] } },
          attribution: { together: 'right' },
        },
      ],
      variants: [],
      guards: { 'TIME-2': ['timers-run-fast'] },
      seconds: 1,
    };
    const shown = renderHtmlReport(report, [matrix]);
    const section = shown.slice(shown.indexOf('<section id="faults"'), shown.indexOf('<section id="checks"'));
    expect(section).toContain('1 of 1 faulty homeserver caught for what they are');
    expect(section).toMatch(/timers run fast.*#requirement-TIME-2.*caught for what it is.*#check-timers\.early/s);
    expect(shown).toMatch(/<tr id="requirement-TIME-2".*?<td>derived<\/td><td>1 of 1<\/td>/s);
  });

  test('is the same for the same report', () => {
    expect(renderHtmlReport(structuredClone(report))).toBe(page);
  });
});

describe('what a server says', () => {
  const hostile = [
    '</pre></script><script>window.harmed = true</script>',
    '"><img src=x onerror="window.harmed = true">',
    "javascript:window.harmed=true//'",
    '\u001b[2J\u001b]0;harmed\u0007\u202e\u0000',
    '\ud800 half of a character',
  ].join(' ');

  /** A report in which every text that may come from a server is hostile. */
  function harmfulReport(text: string): Report {
    const check = {
      ...earlyEvent,
      message: text,
      violation: { symptom: 'early' as const, what: text, expected: text, seen: text, story: [text, text] },
      warnings: [{ requirement: text, message: text, symptom: 'late' as const }],
      observations: [{ question: text, reading: text }],
      evidence: [
        { kind: 'note' as const, at: 0, text },
        {
          kind: 'exchange' as const,
          at: 0,
          took: 1,
          by: text,
          method: text,
          path: text,
          requestBody: text,
          status: 200,
          responseBody: text,
        },
      ],
      course: {
        requests: [{ at: 0, took: 1, by: text, what: text, status: 200 }],
        arrivals: [{ at: 1, by: text, what: text, unexpected: true as const }],
        expectations: [{ kind: 'silence' as const, from: 0, to: 5, what: text }],
      },
    };
    const report = madeUpReport([check, { ...check, id: 'timers.again' }]);
    const [revision] = report.revisions;
    for (const each of revision?.checks.slice(1) ?? []) {
      each.expected = { id: text, reason: text, link: `javascript:${text}` };
    }
    return { ...report, target: { name: text, software: { name: text }, speaks: text }, reason: text };
  }

  test('is text, and nothing else', () => {
    const page = renderHtmlReport(harmfulReport(hostile));
    expect(count(page, /<script/g)).toBe(1);
    expect(count(page, /<img/g)).toBe(0);
    expect(page).not.toMatch(/<[^>]* on\w+=/);
    expect(page).not.toMatch(/href="(?!#|https?:)/);
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(page).toContain(String.raw`\u001b[2J`);
  });

  test('is cut where it goes on for megabytes', () => {
    const page = renderHtmlReport(harmfulReport('<long>'.repeat(1_000_000)));
    expect(page.length).toBeLessThan(1_000_000);
    expect(page).toContain('more characters, in the stored report');
  });
});
