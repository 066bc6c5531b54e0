import { describe, expect, test } from 'vitest';

import { RunRemarks } from '../targets/run-remarks.js';
import { Answer } from './answer.js';
import { SecondLook } from './second-look.js';
import { type HttpAnswer, type HttpRequest, TransportFailure } from './transport.js';

const CORS = { 'access-control-allow-origin': '*' };
const FINE: HttpAnswer = { status: 200, headers: CORS, text: '{}' };
const REFUSED: HttpAnswer = { status: 403, headers: CORS, text: '{"errcode":"M_FORBIDDEN","error":"no"}' };
const page = (status: number, text = '<html>Ray 7f3a</html>', headers = CORS): HttpAnswer => ({
  status,
  headers,
  text,
});

const GET: HttpRequest = { method: 'GET', path: '/_matrix/client/v3/futures', headers: {}, repeatable: true };
const POST: HttpRequest = { method: 'POST', path: '/_matrix/client/v3/futures/Tok3n', headers: {} };

/** Looks at scripted answers, each taking a millisecond; the last one comes again and again. */
function looking(): {
  ask: (request: HttpRequest, ...replies: HttpAnswer[]) => Promise<Answer>;
  asked: () => number;
  remarks: () => string[];
} {
  const remarks = new RunRemarks();
  let now = 0;
  let asked = 0;
  const looks = new SecondLook((ms) => Promise.resolve(void (now += ms)), remarks);
  return {
    ask(request, ...replies) {
      return looks.send(request, () => {
        asked += 1;
        const reply = replies.length > 1 ? replies.shift() : replies[0];
        return Promise.resolve(new Answer(reply ?? FINE, { sentAt: now, answeredAt: (now += 1) }));
      });
    },
    asked: () => asked,
    remarks: () => [...remarks.sentences],
  };
}

describe('an answer that is no answer as Matrix means it', () => {
  test.each([
    ['a page in the place of a listing', page(200)],
    ['a door', page(403)],
    ['an error', page(500)],
    ['an error of the edge in JSON', { status: 500, headers: {}, text: '{"message":"Internal server error"}' }],
    ['a redirect', { status: 302, headers: { location: '/login' }, text: '' }],
  ])('and does not come again was not the homeserver’s: %s', async (_, strange) => {
    const { ask, asked, remarks } = looking();
    const answer = await ask(GET, strange, FINE);
    expect(answer).toMatchObject({ status: 200, origin: 'homeserver', sentAt: 0 });
    expect(asked()).toBe(2);
    expect(remarks()).toEqual([
      `something in front of the homeserver answered ${strange.status} in its place, and not when the same was asked again`,
    ]);
  });

  test('is asked again where it was turned away, though the request may not be made twice', async () => {
    const { ask } = looking();
    await expect(ask(POST, page(403), FINE)).resolves.toMatchObject({ status: 200 });
  });

  test.each([500, 408])('leaves open what became of a request that may not be made twice: %i', async (status) => {
    const { ask } = looking();
    await expect(ask(POST, page(status), FINE)).rejects.toBeInstanceOf(TransportFailure);
  });

  test('and comes every time is marked, and not asked for again and again', async () => {
    const { ask, asked, remarks } = looking();
    await expect(ask(GET, page(500))).resolves.toMatchObject({ status: 500, origin: 'unlike' });
    expect(asked()).toBe(3);
    await ask(GET, page(500));
    expect(asked()).toBe(4);
    expect(remarks()[0]).toContain('do not look like the homeserver');
  });

  test('is the homeserver’s where that is how it answers as a rule, and the second time is another thing', async () => {
    const { ask } = looking();
    const sloppy: HttpAnswer = { status: 500, headers: CORS, text: '' };
    const gone: HttpAnswer = { status: 404, headers: CORS, text: '{"errcode":"M_NOT_FOUND","error":""}' };
    for (const _ of [1, 2]) await expect(ask(POST, sloppy, gone)).rejects.toBeInstanceOf(TransportFailure);
    await expect(ask(POST, sloppy, gone)).resolves.toMatchObject({ status: 500, origin: 'homeserver' });
  });
});

describe('what comes every time', () => {
  test.each([
    ['nginx', 414, '<html><head><title>414 Request-URI Too Large</title></head><hr><center>nginx</center></html>'],
    ['nginx', 413, '<html><h1>413 Request Entity Too Large</h1><hr><center>nginx/1.24.0</center></html>'],
    ['Apache', 404, '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"><html><h1>Not Found</h1></html>'],
    ['HAProxy', 403, '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>'],
  ])('from %s with %i is known for what it is', async (_, status, text) => {
    const { ask, remarks } = looking();
    await expect(ask(GET, page(status, text))).resolves.toMatchObject({ status, origin: 'front' });
    expect(remarks()).toHaveLength(1);
  });

  test('and lacks what all answers of the homeserver have is not its own', async () => {
    const { ask } = looking();
    await ask(GET, FINE);
    await expect(ask(GET, page(400, 'Bad Request', {} as never))).resolves.toMatchObject({ origin: 'front' });
    // An error may have been on its way out when it lost that.
    await expect(ask(GET, page(500, 'Oops', {} as never))).resolves.toMatchObject({ origin: 'unlike' });
  });

  test('proves nothing where the homeserver does not allow other origins, either', async () => {
    const { ask } = looking();
    await ask(GET, { ...FINE, headers: {} });
    await expect(ask(GET, page(400, 'Bad Request', {} as never))).resolves.toMatchObject({ origin: 'unlike' });
  });
});

test.each<[string, HttpAnswer]>([
  ['a refusal', REFUSED],
  ['an acceptance without a body', { ...FINE, text: '' }],
  ['a limit, whoever says it', page(429)],
  ['a proxy that finds nobody', page(502)],
  ['an edge that finds nobody', page(522)],
  ['stages of authentication', { status: 401, headers: {}, text: '{"flows":[],"session":"x"}' }],
])('%s is taken as it is', async (_, reply) => {
  const { ask, asked, remarks } = looking();
  await expect(ask(GET, reply)).resolves.toMatchObject({ status: reply.status, origin: 'homeserver' });
  expect(asked()).toBe(1);
  expect(remarks()).toEqual([]);
});

test('an error without a code and without a page is judged as the homeserver’s, when it comes every time', async () => {
  const { ask } = looking();
  await expect(ask(POST, { status: 404, headers: {}, text: '' })).resolves.toMatchObject({ origin: 'homeserver' });
});
