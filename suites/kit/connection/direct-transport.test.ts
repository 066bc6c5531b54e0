import { expect, test } from 'vitest';

import { type DirectAnswer, type DirectRequest, directTransport } from './direct-transport.js';
import { fetchTransport } from './fetch-transport.js';
import { type HttpRequest, TransportFailure } from './transport.js';

/** What a server gets to see of a request, by a call and by `fetch`. */
async function seenBoth(request: HttpRequest): Promise<readonly [DirectRequest, DirectRequest]> {
  const seen: DirectRequest[] = [];
  await directTransport('hs.test', (sent) => {
    seen.push(sent);
    return Promise.resolve({ status: 200, headers: {}, body: undefined });
  }).send(request);
  await fetchTransport('http://hs.test', async ({ method, url, headers, body, ...rest }) => {
    const bytes = body === null ? undefined : Buffer.from(await new Response(body).arrayBuffer());
    const path = url.slice('http://hs.test'.length).replace(/#.*/, '');
    seen.push({
      method,
      path,
      headers: { host: 'hs.test', ...Object.fromEntries(headers) },
      body: bytes,
    });
    return Response.json(rest);
  }).send(request);
  const [direct, fetched] = seen;
  if (direct === undefined || fetched === undefined) throw new Error('no request came');
  return [direct, fetched];
}

/** Sends a request to a server that answers so. */
function answered(answer: DirectAnswer): Promise<unknown> {
  return directTransport('hs.test', () => Promise.resolve(answer)).send({ method: 'GET', path: '/', headers: {} });
}

test.each([
  '/a%2Fb?c=%20',
  '/rooms/!a:b/$c/@d',
  '/a/../b/%2e%2E/c/./d',
  '/..',
  '/ä/%zz/a b/"<>`{}|\\^/\u0000\ud800',
  "/it's?it's=<ä>&x=../y#fragment",
  '//double//?',
])('a server sees the path that any client writes: %j', async (path) => {
  const [direct, fetched] = await seenBoth({ method: 'GET', path, headers: {} });
  expect(direct).toEqual(fetched);
});

test.each<[string, HttpRequest['headers'], HttpRequest['body']]>([
  ['a body with its type', { 'Content-Type': 'application/json', Authorization: 'Bearer x' }, '{"ä"'],
  ['a text without one', { 'x-spaces': '  a b\t' }, 'text'],
  ['an empty text', {}, ''],
  ['bytes', {}, new Uint8Array([0, 255, 10])],
  ['nothing', { 'X-A': 'ÿ' }, undefined],
])('a server sees headers and body as they are sent: %s', async (_name, headers, body) => {
  const [direct, fetched] = await seenBoth({
    method: 'POST',
    path: '/',
    headers,
    ...(body === undefined ? {} : { body }),
  });
  expect(direct).toEqual(fetched);
});

test('an answer comes as it would over the wire', async () => {
  const headers = { 'content-length': 7, 'x-both': ['1', '2'] };
  const text = { status: 418, headers: { 'content-length': '7', 'x-both': '1, 2' }, text: '{"ä":' };
  expect(await answered({ status: 418, headers, body: Buffer.from('{"ä":') })).toEqual(text);
  expect(await answered({ status: 204, headers: {}, body: undefined })).toEqual({ status: 204, headers: {}, text: '' });
});

test('what cannot be sent, and what is not answered, is no answer', async () => {
  const refusing = directTransport('hs.test', () => Promise.reject(new Error('gone')));
  const get = { method: 'GET', path: '/', headers: {} };
  await expect(refusing.send(get)).rejects.toEqual(new TransportFailure('no answer: gone'));
  const never = directTransport('hs.test', () => Promise.reject(new Error('it was sent')));
  for (const headers of [{ 'a b': 'x' }, { a: 'x\ny' }, { a: '☃' }]) {
    const sending = never.send({ ...get, headers });
    await expect(sending).rejects.toBeInstanceOf(TransportFailure);
    await expect(sending).rejects.not.toThrow('it was sent');
  }
});

test('a request can be called off', async () => {
  const client = new AbortController();
  const waiting = directTransport('hs.test', (_request, signal) => {
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
  }).send({ method: 'GET', path: '/', headers: {} }, client.signal);
  client.abort(new Error('called off'));
  await expect(waiting).rejects.toEqual(new TransportFailure('no answer: called off'));
});
