import { expect, test } from 'vitest';

import type { CheckReport } from '../report/document/check-schema.js';
import { reportSchema } from '../report/document/report-schema.js';
import { madeUpReport } from '../report/report.testkit.js';
import { renderResultsPage } from './results-page.js';
import { renderRunPage } from './run-page.js';
import { slimReport } from './slim-report.js';

const failing: Partial<CheckReport> = {
  verdict: 'fail',
  broken: 'TOKEN-1',
  message: 'TOKEN-1: a token | came twice',
  evidence: [{ kind: 'note', at: 0, text: 'what happened' }],
};

test('what is kept of a report can be read again, and does not tell how it came about', () => {
  const report = {
    ...madeUpReport([failing]),
    again: 'npm run conformance -- --baseline /home/somebody/baseline.yaml',
  };
  const kept = slimReport(report);
  expect(reportSchema.parse(JSON.parse(JSON.stringify(kept)))).toMatchObject({ conclusion: report.conclusion });
  expect(JSON.stringify(kept)).not.toMatch(/what happened|somebody/);
});

test('the page of a run has a line for each requirement, and says why one is not kept', () => {
  const page = renderRunPage('a server', madeUpReport([failing]));
  expect(page).toContain('# a server');
  expect(page).toMatch(/^\| TOKEN-1 \| ✘ fail \| .* \| .*TOKEN-1: a token \\\| came twice \|$/m);
});

test('the page of all runs names each, and puts them beside each other', () => {
  const page = renderResultsPage([
    { name: 'one-server', report: madeUpReport([failing]) },
    { name: 'other-server', report: madeUpReport([{}]) },
  ]);
  expect(page).toMatch(/^1\. \[One server\]\(one-server\.md\)\. /m);
  expect(page).toMatch(/^2\. \[Other server\]\(other-server\.md\)\. /m);
  expect(page).toContain('2 runs compared');
});

test('the page of a run tells what is advised and not done, and what was seen', () => {
  const warned = { warnings: [{ requirement: 'TOKEN-1', message: 'came a | little late', symptom: 'late' as const }] };
  expect(renderRunPage('a server', madeUpReport([warned]))).toMatch(
    /^\| TOKEN-1 \| ! warning \| .* \| ` tokens.example `: came a \\\| little late \|$/m,
  );
});

test('the page of all runs calls each server by the name under which its run is kept', () => {
  const page = renderResultsPage([
    { name: 'one-server-1.2', report: madeUpReport([{}], undefined, { name: 'http://127.0.0.1:8008' }) },
    { name: 'other-server', report: madeUpReport([{}], undefined, { name: 'http://127.0.0.1:8009' }) },
  ]);
  expect(page).toMatch(/^\| \[1\] \| ` one-server-1\.2 ` \|/m);
  expect(page).not.toContain('127.0.0.1');
});
