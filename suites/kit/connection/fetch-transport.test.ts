import { getEventListeners } from 'node:events';

import { expect, test } from 'vitest';

import { fetchTransport } from './fetch-transport.js';
import { TransportFailure } from './transport.js';

test('a request and its answer go through as they are', async () => {
  const seen: unknown[] = [];
  const transport = fetchTransport('http://hs.test', async (request) => {
    seen.push(request.method, request.url, request.headers.get('authorization'), await request.text());
    return new Response('{"a":', { status: 418, headers: { 'Retry-After': '2' } });
  });
  const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };
  const answer = await transport.send({ method: 'PUT', path: '/a%2Fb?c=%20', headers, body: '{"x"' });
  expect(seen).toEqual(['PUT', 'http://hs.test/a%2Fb?c=%20', 'Bearer x', '{"x"']);
  expect(answer).toMatchObject({ status: 418, text: '{"a":', headers: { 'retry-after': '2' } });
});

test('bytes go through as they are', async () => {
  const transport = fetchTransport('http://hs.test', async (request) => {
    const bytes = [...new Uint8Array(await request.arrayBuffer())];
    return Response.json({ bytes });
  });
  const answer = await transport.send({ method: 'POST', path: '/', headers: {}, body: new Uint8Array([0, 255, 10]) });
  expect(answer.text).toBe('{"bytes":[0,255,10]}');
});

test('redirects are not followed', async () => {
  const transport = fetchTransport('http://hs.test', async (request) => {
    return new Response(null, { status: request.redirect === 'manual' ? 302 : 500 });
  });
  expect((await transport.send({ method: 'GET', path: '/', headers: {} })).status).toBe(302);
});

test.each([new Error('network down'), 'a string'])('an error is no answer: %s', async (error) => {
  const transport = fetchTransport('http://hs.test', () => {
    throw error;
  });
  await expect(transport.send({ method: 'GET', path: '/', headers: {} })).rejects.toBeInstanceOf(TransportFailure);
});

test('a request can be called off', async () => {
  const stop = new AbortController();
  const transport = fetchTransport('http://hs.test', (request) => {
    return new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => reject(new Error('aborted')));
      stop.abort();
    });
  });
  await expect(transport.send({ method: 'GET', path: '/', headers: {} }, stop.signal)).rejects.toBeInstanceOf(
    TransportFailure,
  );
});

test('a request that was called off before it is sent is none', async () => {
  const transport = fetchTransport('http://hs.test', ({ signal }) => {
    return signal.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve(new Response());
  });
  await expect(
    transport.send({ method: 'GET', path: '/', headers: {} }, AbortSignal.abort(new Error('over'))),
  ).rejects.toBeInstanceOf(TransportFailure);
});

test('what was answered, or was not, listens to a signal no more', async () => {
  const { signal } = new AbortController();
  let answers = 0;
  const transport = fetchTransport('http://hs.test', () => {
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    answers += 1;
    return answers === 1 ? Promise.resolve(new Response()) : Promise.reject(new Error('network down'));
  });
  const request = { method: 'GET', path: '/', headers: {} };
  await transport.send(request, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  await expect(transport.send(request, signal)).rejects.toBeInstanceOf(TransportFailure);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
