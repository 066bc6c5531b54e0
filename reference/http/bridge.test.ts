import express from 'express';
import { describe, expect, test } from 'vitest';

import { handleWithoutSocket } from './bridge.js';

function app(handler: express.RequestHandler): express.Express {
  return express().use(express.raw({ type: () => true, limit: '64mb' }), handler);
}

const echo = app((request, response) => {
  response.json({
    method: request.method,
    url: request.url,
    host: request.headers.host,
    header: request.headers['x-test'],
    protocol: request.protocol,
    length: Buffer.isBuffer(request.body) ? request.body.length : null,
  });
});

describe('what Express sees', () => {
  test('is the request as it was made, escapes in the path included', async () => {
    const request = new Request('https://hs.example:8448/a%2Fb/%23/./c?d=%20&e#f', {
      method: 'PUT',
      headers: { 'X-Test': 'yes' },
      body: 'body',
    });
    expect(await (await handleWithoutSocket(echo, request)).json()).toEqual({
      method: 'PUT',
      url: '/a%2Fb/%23/c?d=%20&e',
      host: 'hs.example:8448',
      header: 'yes',
      protocol: 'https',
      length: 4,
    });
  });

  test('is no body where there is none, and an empty one where it is empty', async () => {
    expect(await (await handleWithoutSocket(echo, new Request('http://hs/'))).json()).toMatchObject({ length: null });
    const empty = new Request('http://hs/', { method: 'POST', body: '' });
    expect((await handleWithoutSocket(echo, empty)).status).toBe(200);
  });

  test('is a body of any size, byte by byte', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);
    const mirror = app((request, response) => void response.type('application/octet-stream').send(request.body));
    const answer = await handleWithoutSocket(mirror, new Request('http://hs/', { method: 'POST', body: bytes }));
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes)).toBe(0);
    const large = new Request('http://hs/', { method: 'POST', body: new Uint8Array(5_000_000) });
    expect(await (await handleWithoutSocket(echo, large)).json()).toMatchObject({ length: 5_000_000 });
  });
});

describe('what comes back', () => {
  test('is status, headers and body, written in one or in several pieces', async () => {
    const pieces = app((_request, response) => {
      response.status(418).set({ 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] });
      response.write('ä');
      response.end(Buffer.from('ö'));
    });
    const answer = await handleWithoutSocket(pieces, new Request('http://hs/'));
    expect(answer.status).toBe(418);
    expect(answer.headers.get('x-one')).toBe('1');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.text()).toBe('äö');
  });

  test('has no body for HEAD, nor with 204 and 304', async () => {
    const head = await handleWithoutSocket(echo, new Request('http://hs/', { method: 'HEAD' }));
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
    for (const status of [204, 304]) {
      const none = app((_request, response) => void response.status(status).end());
      expect((await handleWithoutSocket(none, new Request('http://hs/'))).body).toBeNull();
    }
  });

  test('is the answer that was given first, when there are two', async () => {
    const twice = app((_request, response) => {
      response.json(1);
      if (!response.headersSent) response.json(2);
      response.end('more');
    });
    expect(await (await handleWithoutSocket(twice, new Request('http://hs/'))).text()).toBe('1');
  });
});

describe('an aborted request', () => {
  test('closes the response, once', async () => {
    let closed = 0;
    const never = app((_request, response) => void response.on('close', () => (closed += 1)));
    const client = new AbortController();
    const answer = handleWithoutSocket(never, new Request('http://hs/', { signal: client.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(0);
    client.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    client.abort();
    expect(closed).toBe(1);
  });

  test('never reaches Express when it was aborted before', async () => {
    const answer = handleWithoutSocket(
      echo,
      new Request('http://hs/', { signal: AbortSignal.abort(new Error('early')) }),
    );
    await expect(answer).rejects.toThrow('early');
  });

  test('is none when the answer came first; the response closes all the same', async () => {
    let closed = 0;
    const quick = app((_request, response) => {
      response.on('close', () => (closed += 1));
      response.json({});
    });
    const client = new AbortController();
    const answer = await handleWithoutSocket(quick, new Request('http://hs/', { signal: client.signal }));
    client.abort();
    expect([answer.status, closed]).toEqual([200, 1]);
  });
});
