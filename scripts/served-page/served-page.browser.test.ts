import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { revisionNames } from '../../fixtures/requirements/catalogue.js';
import { type WireName, wireForms } from '../../reference/delayed-events/http/wire/wire-forms.js';
import { createHomeserver } from '../../reference/homeserver.js';
import { listen, type Listening } from '../../reference/http/listen.js';
import { virtualClock } from '../../reference/time/virtual-clock.js';
import { barriersOn } from '../browser/accessibility.testkit.js';
import { type OpenPage, TestBrowser } from '../browser/browser.testkit.js';
import { listenerFor } from './served-page.js';
import { ServedHomeserver } from './served-homeserver.js';

let browser: TestBrowser;
let served: ServedHomeserver;
let listening: Listening;
let open: OpenPage;
let page: Page;

beforeAll(() => {
  browser = new TestBrowser();
});
afterAll(() => browser.close());
beforeEach(() => openPage());
afterEach(closePage);

/** Serves a homeserver, and opens its page. */
async function openPage(wire?: WireName): Promise<void> {
  served = new ServedHomeserver(
    ({ revisions, readings }) =>
      createHomeserver({
        revisions,
        clock: virtualClock(),
        clockControl: true,
        futures: { readings: readings.get('futures') },
        delayedEvents: { readings: readings.get('delayed-events'), wire },
      }),
    { revisions: revisionNames, readings: new Map(), wire },
  );
  listening = await listen(listenerFor(served, true), {});
  open = await browser.visit(`${listening.url}/`);
  ({ page } = open);
  page.setDefaultTimeout(10_000);
}

async function closePage(): Promise<void> {
  await page.context().close();
  served.current.close();
  await listening.close();
}

const rowsOf = (table: 'waiting' | 'over'): Promise<string[]> => page.locator(`#${table} tbody tr`).allTextContents();
const chosen = (name: string): Locator => page.getByRole('combobox', { name, exact: true });
const written = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
const said = (): Promise<string | null> => page.getByRole('status').textContent();
const click = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

async function schedule(revision: string, text: string, ms = '10000'): Promise<void> {
  await chosen('by').selectOption(revision);
  await written('text').fill(text);
  await written('after how many ms').fill(ms);
  await click('Schedule');
  await expect.poll(said).toBe('Scheduled.');
  await expect.poll(async () => (await rowsOf('waiting')).some((row) => row.includes(text))).toBe(true);
}

describe('the page of a served homeserver', () => {
  test.each(['light', 'dark'] as const)('has no barriers that can be found by rules, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await schedule('futures', 'hello');
    await schedule('delayed-events', 'hello again');
    expect(await barriersOn(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(open.complaints).toEqual([]);
  });

  test('counts down what waits, and shows it in its room when time has passed', async () => {
    await schedule('delayed-events', 'hello');
    expect((await rowsOf('waiting'))[0]).toContain('10.0 s');
    await click('1 s on');
    await expect.poll(async () => (await rowsOf('waiting'))[0]).toContain('9.0 s');
    await click('10 s on');
    await expect.poll(() => rowsOf('over')).toEqual([expect.stringMatching(/hello.*sent as \$/)]);
    expect(await rowsOf('waiting')).toEqual([]);
    expect(await page.locator('#rooms li').first().textContent()).toContain('hello');
  });

  test('restarts, sends and cancels delayed events by clicking', async () => {
    await schedule('delayed-events', 'hello');
    await click('1 s on');
    await click('restart');
    await expect.poll(async () => (await rowsOf('waiting'))[0]).toContain('10.0 s');
    await click('cancel');
    await expect.poll(() => rowsOf('over')).toEqual([expect.stringMatching(/hello.*cancelled/)]);
    await schedule('delayed-events', 'once more');
    await click('send');
    await expect.poll(async () => (await rowsOf('over'))[0]).toMatch(/once more.*sent as \$/);
    expect(open.complaints).toEqual([]);
  });

  test('refreshes futures, and tells what becomes of their tokens', async () => {
    await schedule('futures', 'hello');
    const [row = ''] = await rowsOf('waiting');
    const group = /group (\S{16,}?)(?:10\.0 s|$)/.exec(row)?.[1] ?? '';
    await written('group (none: a new one)').fill(group);
    await schedule('futures', 'by hand', '');
    expect((await rowsOf('waiting')).filter((one) => one.includes(group))).toHaveLength(2);
    await click('1 s on');
    await click('refresh');
    await expect.poll(async () => (await rowsOf('waiting'))[0]).toContain('10.0 s');
    await page.locator('#waiting tbody tr', { hasText: 'by hand' }).getByRole('button', { name: 'send' }).click();
    await expect.poll(() => rowsOf('waiting')).toEqual([]);
    const over = await rowsOf('over');
    expect(over.find((one) => one.includes('by hand'))).toContain('was sent');
    expect(over.find((one) => one.includes('hello'))).toMatch(/not sent.*dead/);
  });

  test('finds everything again when it is loaded anew', async () => {
    await schedule('delayed-events', 'hello');
    await page.reload();
    await expect.poll(() => rowsOf('waiting')).toEqual([expect.stringContaining('hello')]);
    await click('cancel');
    await expect.poll(() => rowsOf('over')).toEqual([expect.stringMatching(/hello.*cancelled/)]);
    expect(open.complaints).toEqual([]);
  });

  test('has only the fields of the revision that is chosen', async () => {
    const group = written('group (none: a new one)');
    await chosen('by').selectOption('delayed-events');
    expect(await group.isVisible()).toBe(false);
    await chosen('by').selectOption('futures');
    expect(await group.isVisible()).toBe(true);
  });

  test('lets bob into the room of alice', async () => {
    await schedule('delayed-events', 'hello');
    await chosen('as').selectOption('bob');
    await schedule('delayed-events', 'from bob');
    await click('10 s on');
    await expect.poll(() => page.locator('#rooms summary').textContent()).toContain('alice, bob');
    await expect.poll(() => page.locator('#rooms li').first().textContent()).toContain('bob: m.room.message');
  });

  test('says what is refused', async () => {
    await chosen('by').selectOption('delayed-events');
    await written('after how many ms').fill('0');
    await click('Schedule');
    await expect.poll(said).toMatch(/^Refused: 400 M_INVALID_PARAM/);
    expect(await page.locator('#log').textContent()).toContain('"delay_ms":0');
  });

  test('starts over with other readings and revisions', async () => {
    await schedule('delayed-events', 'hello');
    await chosen('question').selectOption('delayed-events Q-KEEP');
    await chosen('reading').selectOption('finished');
    await page.getByRole('checkbox', { name: 'futures' }).uncheck();
    await click('Start over');
    await expect.poll(() => page.locator('#readings').textContent()).toContain('Q-KEEP=finished');
    expect(await rowsOf('waiting')).toEqual([]);
    expect(served.revisions).toEqual(['delayed-events']);
    const versions = await fetch(`${listening.url}/_matrix/client/versions`);
    expect(JSON.stringify(await versions.json())).not.toContain('io.element.futures');
    await page.getByRole('checkbox', { name: 'delayed-events' }).uncheck();
    await click('Start over');
    await expect.poll(said).toContain('without a revision');
  });

  test('takes a double click for one, and registers nobody twice', async () => {
    await chosen('by').selectOption('delayed-events');
    await page.getByRole('button', { name: 'Schedule' }).dblclick();
    await expect.poll(said).toBe('Scheduled.');
    expect(await page.locator('#log').textContent()).not.toContain(' 400 ');
    expect(await rowsOf('waiting')).toHaveLength(1);
  });

  test("leaves other clients' users and rooms alone", async () => {
    const { matrix } = served.current;
    const carol = matrix.accounts.userIdOf('carol');
    matrix.accounts.register({ localpart: 'carol', password: 'her own' });
    const { token } = matrix.accounts.openSession(carol, { deviceId: undefined, address: '127.0.0.1' });
    const headers = { authorization: `Bearer ${token}` };
    const client = `${listening.url}/_matrix/client/v3`;
    const made = await fetch(`${client}/createRoom`, { method: 'POST', headers, body: '{"name":"hers"}' });
    const { room_id: roomId } = (await made.json()) as { room_id: string };
    const path = `${client}/rooms/${encodeURIComponent(roomId)}/delayed_event/m.room.message/1`;
    await fetch(path, { method: 'PUT', headers, body: '{"delay_ms":10000,"content":{"body":"from carol"}}' });
    await schedule('delayed-events', 'hello');
    expect(await page.locator('#waiting tbody tr', { hasText: 'carol' }).getByRole('button').count()).toBe(0);
    await click('10 s on');
    await expect.poll(() => rowsOf('over')).toContainEqual(expect.stringMatching(/carol.*an event like it was sent/));
    expect(await page.locator('#rooms details', { hasText: 'hers' }).textContent()).not.toContain('alice');
    expect(await page.locator('#log').textContent()).not.toMatch(/m\.login\.password|carol/);
  });

  test.each(wireForms.map(({ name }) => name))('speaks the form that the homeserver speaks: %s', async (wire) => {
    await closePage();
    await openPage(wire);
    await schedule('delayed-events', 'hello');
    await click('1 s on');
    await click('restart');
    await expect.poll(async () => (await rowsOf('waiting'))[0]).toContain('10.0 s');
    await click('send');
    await expect.poll(async () => (await rowsOf('over'))[0]).toMatch(/hello.*sent/);
    expect(await page.locator('#form').textContent()).toContain(wire);
  });
});
