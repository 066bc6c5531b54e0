import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type OpenPage, TestBrowser } from './browser.testkit.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fc-mock-'));

let browser: TestBrowser;
let server: Server;
let open: OpenPage;

/** What a page consists of: itself, its script with the mock in it, and the service worker of msw. */
async function pageParts(): Promise<ReadonlyMap<string, readonly [type: string, text: string]>> {
  const mock = join(folder, 'mock.js');
  execFileSync(process.execPath, [join(ROOT, 'scripts/bundle-mock.mjs'), mock]);
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'scripts/browser/mock-page.testkit.mjs')],
    alias: { 'futures-conformance/mock/browser': mock },
    nodePaths: [join(ROOT, 'node_modules')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const worker = readFileSync(join(ROOT, 'node_modules/msw/lib/mockServiceWorker.js'), 'utf8');
  const page =
    '<!doctype html><title>a client</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  return new Map([
    ['/', ['text/html', page]],
    ['/page.js', ['text/javascript', outputFiles[0]?.text ?? '']],
    ['/mockServiceWorker.js', ['text/javascript', worker]],
  ]);
}

beforeAll(async () => {
  const parts = await pageParts();
  server = createServer(({ url = '' }, response) => {
    const [type, text] = parts.get(url) ?? [];
    response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = new TestBrowser();
  open = await browser.visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await open.page.waitForFunction('window.worker !== undefined');
}, 60_000);
beforeEach(() => inPage('hs.reset()'));
afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
});

/** Runs a test's own code in the page, and tells what it returns. */
function inPage(code: string): Promise<unknown> {
  return open.page.evaluate(`(async () => { ${ASK} ${code} })()`);
}

/** How a client asks something; it stands before the code of every test. */
const ASK = `
  const ask = async (method, path, token, body) => {
    const headers = token === undefined ? {} : { authorization: 'Bearer ' + token };
    const answer = await fetch(hs.url + '/_matrix/client' + path, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  const textsIn = (room) => room.events('m.room.message').map(({ content }) => content.body);
`;

describe('the mock in a browser, behind a service worker of msw', () => {
  test('answers as a homeserver does', async () => {
    const said = await inPage(`
      const versions = await ask('GET', '/versions');
      const body = { username: 'alice', password: 'secret', auth: { type: 'm.login.dummy' } };
      const registered = await ask('POST', '/v3/register', undefined, body);
      const whoami = await ask('GET', '/v3/account/whoami', registered.body.access_token);
      const unknown = await ask('GET', '/v3/nothing');
      return [versions.body.unstable_features['org.matrix.msc4140.stable'], whoami.body.user_id, unknown];
    `);
    expect(said).toMatchObject([true, '@alice:hs.example', { status: 404, body: { errcode: 'M_UNRECOGNIZED' } }]);
  });

  test('keeps a delayed event until its time has come', async () => {
    const said = await inPage(`
      const alice = hs.user('alice');
      const room = hs.createRoom(alice);
      const path = '/v3/rooms/' + encodeURIComponent(room.roomId) + '/delayed_event/m.room.message/1';
      const { status } = await ask('PUT', path, alice.accessToken, { delay_ms: 60000, content: { body: 'hello' } });
      const seen = [status, hs.waiting().length];
      await hs.clock.advance(59999);
      seen.push(textsIn(room));
      await hs.clock.advance(1);
      return [...seen, textsIn(room), hs.requests({ method: 'PUT' }).length];
    `);
    expect(said).toEqual([200, 1, [], ['hello'], 1]);
  });

  test('sends a future by its token, and lets a waiting sync learn of it', async () => {
    const said = await inPage(`
      const alice = hs.user('alice');
      const room = hs.createRoom(alice);
      const place = '/v3/rooms/' + encodeURIComponent(room.roomId) + '/send_future/m.room.message/1?future_timeout=10000';
      const future = await ask('PUT', place, alice.accessToken, { body: 'later' });
      const first = await ask('GET', '/v3/sync', alice.accessToken);
      const next = ask('GET', '/v3/sync?timeout=30000&since=' + first.body.next_batch, alice.accessToken);
      const sent = await ask('POST', '/v3/futures/' + future.body.send_token);
      const { timeline } = (await next).body.rooms.join[room.roomId];
      return [sent.status, timeline.events.map(({ content }) => content.body)];
    `);
    expect(said).toEqual([200, ['later']]);
  });

  test('lets requests go wrong', async () => {
    const said = await inPage(`
      hs.failNext({ retryAfterMs: 1500 });
      const limited = await ask('GET', '/versions');
      hs.failNext({ networkError: true });
      const broken = await ask('GET', '/versions').catch((error) => error.name);
      return [limited, broken];
    `);
    expect(said).toEqual([
      {
        status: 429,
        body: { errcode: 'M_LIMIT_EXCEEDED', error: expect.any(String) as unknown, retry_after_ms: 1_500 },
      },
      'TypeError',
    ]);
  });
});
