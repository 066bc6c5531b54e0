import { request } from 'node:http';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { revisionNames } from '../../fixtures/requirements/catalogue.js';
import { createHomeserver } from '../../reference/homeserver.js';
import { listen, type Listening } from '../../reference/http/listen.js';
import { listenerFor } from './served-page.js';
import { ServedHomeserver } from './served-homeserver.js';

let served: ServedHomeserver;
let listening: Listening;
let without: Listening;

beforeAll(async () => {
  served = new ServedHomeserver(({ revisions }) => createHomeserver({ revisions }), {
    revisions: revisionNames,
    readings: new Map(),
  });
  listening = await listen(listenerFor(served, true), {});
  without = await listen(listenerFor(served, false), {});
});
afterAll(async () => {
  served.current.close();
  await listening.close();
  await without.close();
});

/** The status of an answer, with headers that `fetch` does not let one choose. */
function statusOf(url: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end(body);
  });
}

test('the page is at /, and the homeserver is where it always is', async () => {
  const page = await fetch(`${listening.url}/`);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('reached from this machine only');
  expect((await fetch(`${listening.url}/_matrix/client/versions`)).status).toBe(200);
  expect((await fetch(`${listening.url}/nowhere`)).status).toBe(404);
});

test('there is none where none is wanted', async () => {
  for (const path of ['/', '/_page/state', '/_page/page.js']) {
    expect((await fetch(without.url + path)).status).toBe(404);
  }
});

test.each([
  ['another name that leads to this machine', { host: 'evil.example' }],
  ['another site', { origin: 'https://evil.example' }],
  ['a site that does not say which', { origin: 'null' }],
])('it does not answer %s', async (_, headers) => {
  for (const path of ['/', '/_page/state']) {
    expect(await statusOf(listening.url + path)).toBe(200);
    expect(await statusOf(listening.url + path, headers)).toBe(403);
  }
  const before = served.run;
  const settings = JSON.stringify({ revisions: ['futures'], readings: [] });
  expect(await statusOf(`${listening.url}/_page/settings`, headers, 'POST', settings)).toBe(403);
  expect(served.run).toBe(before);
});

test('it answers under every address of the loopback interface', async () => {
  for (const host of ['localhost', '127.0.0.2:8008', '[::1]:8008']) {
    expect(await statusOf(`${listening.url}/`, { host })).toBe(200);
  }
  expect(await statusOf(`${listening.url}/`, { host: '127.0.0.1.evil.example' })).toBe(403);
});

test('settings that are none leave everything as it is', async () => {
  const before = served.run;
  const settings = (body: unknown): Promise<Response> =>
    fetch(`${listening.url}/_page/settings`, { method: 'POST', body: JSON.stringify(body) });
  expect((await settings({ revisions: ['none'], readings: [] })).status).toBe(400);
  expect((await settings({ revisions: 'futures' })).status).toBe(400);
  expect(served.run).toBe(before);
  expect((await settings({ revisions: ['futures'], readings: [] })).status).toBe(200);
  expect(served.run).not.toBe(before);
  const { unstable_features: features } = (await (await fetch(`${listening.url}/_matrix/client/versions`)).json()) as {
    unstable_features: object;
  };
  expect(features).not.toHaveProperty(['org.matrix.msc4140']);
});
