import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { barriersOn } from '../../../browser/accessibility.testkit.js';
import { type OpenPage, TestBrowser } from '../../../browser/browser.testkit.js';
import { reportOnHostileHomeserver } from '../../hostile-homeserver.testkit.js';
import { earlyEvent, madeUpReport } from '../../report.testkit.js';
import { renderHtmlReport } from './html-report.js';

const html = renderHtmlReport(
  madeUpReport(
    [
      earlyEvent,
      { id: 'tokens.fine', title: 'a token works' },
      { id: 'tokens.open', title: 'who knows', verdict: 'inconclusive', message: 'too slow' },
      { id: 'tokens.not', verdict: 'not-applicable', message: 'no such thing here' },
      { id: 'tokens.asked', verdict: 'observation', observations: [{ question: 'Q-GONE', reading: '404' }] },
    ],
    [],
  ),
);

let browser: TestBrowser;
beforeAll(() => {
  browser = new TestBrowser();
});
afterAll(() => browser.close());

/** How many of some things can be seen. */
async function seen({ page }: OpenPage, what: string): Promise<number> {
  return page.locator(what).filter({ visible: true }).count();
}

test.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 } }],
] as const)('a page has no barriers that can be found by rules, %s, folded up or not', async (_, options) => {
  const { page, requests, complaints } = await browser.open(html, options);
  expect(await barriersOn(page)).toEqual([]);
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
  expect(await barriersOn(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

describe('what is shown', () => {
  test('is chosen by words, in requirements and checks alike', async () => {
    const open = await browser.open(html);
    expect(await seen(open, 'details.check')).toBe(5);
    await open.page.getByRole('searchbox').fill('TIME-2');
    expect(await seen(open, 'details.check')).toBe(1);
    expect(await seen(open, '#requirements tbody tr')).toBe(1);
    expect(await open.page.locator('output').textContent()).toBe('Shown: requirements 1, checks 1');
    await open.page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => seen(open, 'details.check')).toBe(5);
  });

  test.each([true, false])('is chosen by verdict, with scripts or without (%s)', async (javaScriptEnabled) => {
    const open = await browser.open(html, { javaScriptEnabled });
    await open.page.getByLabel('✔ pass').uncheck();
    await open.page.getByLabel('could not tell').uncheck();
    expect(await seen(open, 'details.check')).toBe(3);
    expect(await seen(open, 'details.check[data-verdict=fail]')).toBe(1);
  });

  test('unfolds where a link leads to it, though it was not chosen', async () => {
    const open = await browser.open(html);
    await open.page.getByRole('searchbox').fill('nothing is like this');
    expect(await seen(open, 'details.check')).toBe(0);
    await open.page.locator('article').getByRole('link', { name: 'timers.early' }).click();
    await expect.poll(() => seen(open, 'details.check[open] svg')).toBe(1);
    expect(await seen(open, 'details.check[open] .transcript')).toBe(1);
  });

  test('can be reached and unfolded by the keyboard alone', async () => {
    const { page } = await browser.open(html);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.locator('details.check > summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.check[open]').count()).toBe(1);
  });

  test('shows on a phone first what is wrong in a picture', async () => {
    const { page } = await browser.open(html, { viewport: { width: 390, height: 844 } });
    const words = page.locator('article text.bad');
    const box = await words.boundingBox();
    expect(await words.textContent()).toBe('0.3 s early');
    expect(box?.x).toBeGreaterThan(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(390);
  });
});

test('a command is copied as it stands', async () => {
  const { page } = await browser.open(html, { permissions: ['clipboard-read', 'clipboard-write'] });
  const [command, copy] = [page.locator('article .copied pre'), page.locator('article .copied button')];
  await copy.click();
  await expect.poll(() => copy.textContent()).toBe('Copied');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await command.textContent());
});

test('in print failures are unfolded, and what is only for the screen is not there', async () => {
  const open = await browser.open(html);
  await open.page.emulateMedia({ media: 'print' });
  await open.page.evaluate("dispatchEvent(new Event('beforeprint'))");
  expect(await seen(open, 'nav, form.filter, button')).toBe(0);
  expect(await open.page.locator('details.check[open]').count()).toBe(2);
  await open.page.evaluate("dispatchEvent(new Event('afterprint'))");
  expect(await open.page.locator('details.check[open]').count()).toBe(0);
});

test('a homeserver that means harm has no script run, nor anything fetched', async () => {
  const page = renderHtmlReport(await reportOnHostileHomeserver());
  const open = await browser.open(page);
  await open.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
  await open.page.evaluate("for (const each of document.links) if (each.protocol === 'file:') each.click()");
  expect(await open.page.evaluate('[typeof harmed, document.querySelectorAll("script").length]')).toEqual([
    'undefined',
    1,
  ]);
  expect(open.requests).toEqual([]);
  expect(open.complaints).toEqual([]);
  expect(await open.page.locator('img, iframe, object, [onerror], [onload]').count()).toBe(0);
}, 120_000);
