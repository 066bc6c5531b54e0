import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriersOn } from '../../browser/accessibility.testkit.js';
import { TestBrowser } from '../../browser/browser.testkit.js';
import { earlyEvent, madeUpReport } from '../report.testkit.js';
import { compareReports } from './comparison.js';
import { renderComparisonPage } from './comparison-page.js';

const html = renderComparisonPage(
  compareReports([
    madeUpReport([{ ...earlyEvent, verdict: 'pass' }, { id: 'tokens.fine' }]),
    madeUpReport([earlyEvent, { id: 'tokens.fine' }]),
  ]),
);

let browser: TestBrowser;
beforeAll(() => {
  browser = new TestBrowser();
});
afterAll(() => browser.close());

test.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 } }],
] as const)('a comparison has no barriers that can be found by rules, %s', async (_, options) => {
  const { page, requests, complaints } = await browser.open(html, options);
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
  expect(await barriersOn(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});
