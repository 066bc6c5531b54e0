import { expect, test } from 'vitest';

import { reportSchema } from './document/report-schema.js';
import { HARMFUL, reportOnHostileHomeserver } from './hostile-homeserver.testkit.js';
import { OUTPUTS, OUTPUT_NAMES, type Output } from './outputs.js';
import { renderAnnotations } from './render/annotations.js';
import { plainTerminal } from './render/terminal-page.js';
import { findingScript } from './repro/finding-script.js';
import { renderTerminalReport } from './render/terminal-report.js';

/** What moves a cursor, erases, or turns the direction of writing. */
const MOVES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('a homeserver that means harm corrupts no report', async () => {
  const report = await reportOnHostileHomeserver();
  const [revision] = report.revisions;
  expect(revision?.totals.fail).toBeGreaterThan(0);
  expect(JSON.stringify(revision?.checks)).toContain(JSON.stringify(HARMFUL).slice(1, 40));

  expect(renderTerminalReport(report, plainTerminal)).not.toMatch(MOVES);
  expect(renderTerminalReport(report, plainTerminal, true)).not.toMatch(MOVES);
  expect(renderAnnotations(report).replaceAll(/^::(error|warning) title=[^:\n]*::.*\n/gm, '')).toBe('');
  for (const finding of revision?.findings ?? []) {
    const made = revision === undefined ? { why: '' } : findingScript(finding, revision);
    expect('script' in made ? made.script : made.why).not.toMatch(MOVES);
  }
  for (const name of OUTPUT_NAMES) {
    const output: Output = OUTPUTS[name];
    const text = await output.render(report, { killMatrices: [] });
    expect(text, name).not.toMatch(MOVES);
    expect(text, name).not.toMatch(/\p{Surrogate}/u);
    expect(text.length, name).toBeLessThan(3_000_000);
  }
  expect(reportSchema.parse(JSON.parse(await OUTPUTS.report.render(report)))).toEqual(report);
}, 60_000);
