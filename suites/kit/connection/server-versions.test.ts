import { describe, expect, test } from 'vitest';

import { RunBlocker } from './run-blocker.js';
import { askServerVersions } from './server-versions.js';
import { type HttpAnswer, type Transport, TransportFailure } from './transport.js';

type Reply = Partial<HttpAnswer> | TransportFailure;

/** A transport that answers each path in its own way, and counts what is asked. */
function replying(replies: Readonly<Record<string, Reply | (() => Reply)>>): Transport & { asked: number } {
  const transport = {
    asked: 0,
    send({ path }: { readonly path: string }): Promise<HttpAnswer> {
      transport.asked += 1;
      const found = replies[path] ?? { status: 404, text: 'nothing here' };
      const reply = typeof found === 'function' ? found() : found;
      if (reply instanceof TransportFailure) return Promise.reject(reply);
      return Promise.resolve({ status: 200, headers: {}, text: '', ...reply });
    },
    close: () => undefined,
  };
  return transport;
}

const VERSIONS = '/_matrix/client/versions';

function obstacle(transport: Transport): Promise<RunBlocker> {
  return askServerVersions(transport, () => Promise.resolve()).then(
    () => expect.unreachable('there is an obstacle'),
    (error: unknown) => {
      if (error instanceof RunBlocker) return error;
      throw error;
    },
  );
}

describe('asking for versions', () => {
  test('tells what a homeserver says of itself', async () => {
    const text = JSON.stringify({ versions: ['v1.11', 7], unstable_features: { on: true, off: false } });
    await expect(askServerVersions(replying({ [VERSIONS]: { text } }))).resolves.toEqual({
      versions: ['v1.11'],
      unstableFeatures: ['on'],
    });
  });

  test.each([
    ['ENOTFOUND', 'no-such-host'],
    ['ECONNREFUSED', 'nobody-listens'],
    ['EAI_AGAIN', 'no-network'],
    ['ETIMEDOUT', 'no-answer-in-time'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-untrusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-untrusted'],
    ['CERT_HAS_EXPIRED', 'certificate-unfit'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-unfit'],
    ['EPROTO', 'not-tls'],
    ['HPE_INVALID_CONSTANT', 'tls-expected'],
    ['HPE_HEADER_OVERFLOW', 'headers-too-long'],
    ['ECONNRESET', 'broken-connection'],
    [undefined, 'broken-connection'],
  ])('a connection that ends with %s', async (code, kind) => {
    const transport = replying({ [VERSIONS]: new TransportFailure('no answer', code) });
    await expect(obstacle(transport)).resolves.toMatchObject({ kind, message: 'no answer' });
    // Only what may have been an accident is tried again.
    expect(transport.asked).toBe(kind === 'broken-connection' ? 4 : 1);
  });

  // As OpenSSL 1.1 and 3 say it, through Node and supertest.
  test.each([
    ['EPROTO', 'wrong version number', 'not-tls'],
    ['EPROTO', 'packet length too long', 'not-tls'],
    ['EPROTO', 'tlsv1 alert protocol version', 'tls-version'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol', 'tls-version'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required', 'client-certificate-wanted'],
    ['EPROTO', 'sslv3 alert bad certificate', 'client-certificate-wanted'],
    ['EPROTO', 'sslv3 alert handshake failure', 'tls-refused'],
  ])('a handshake that ends with %s and the words %s', async (code, words, kind) => {
    const transport = replying({ [VERSIONS]: new TransportFailure(`no answer: ${words} (${code})`, code) });
    await expect(obstacle(transport)).resolves.toMatchObject({ kind });
    expect(transport.asked).toBe(1);
  });

  test('a connection that breaks once is no obstacle', async () => {
    const replies: Reply[] = [new TransportFailure('reset', 'ECONNRESET'), { text: '{"versions":[]}' }];
    const transport = replying({ [VERSIONS]: () => replies.shift() ?? {} });
    const pauses: number[] = [];
    await expect(askServerVersions(transport, (ms) => Promise.resolve(void pauses.push(ms)))).resolves.toMatchObject({
      versions: [],
    });
    expect(pauses).toEqual([250]);
  });

  test.each<[string, Reply]>([
    ['a page', { status: 403, text: '<html>Checking your browser</html>' }],
    ['a page without an error', { text: '<html>Welcome</html>' }],
    ['an error of an edge', { status: 520, text: '<html>Unknown error</html>' }],
    ['a proxy', { status: 502, text: 'Bad Gateway' }],
    ['a limit', { status: 429, text: '{"errcode":"M_LIMIT_EXCEEDED"}' }],
  ])('%s that comes once is no obstacle', async (_, reply) => {
    const replies: Reply[] = [reply, { text: '{"versions":[]}' }];
    const transport = replying({ [VERSIONS]: () => replies.shift() ?? {} });
    await expect(askServerVersions(transport, () => Promise.resolve())).resolves.toMatchObject({ versions: [] });
  });

  test.each<[string, Reply, string]>([
    ['a web page', { text: '<html>' }, 'not-matrix'],
    ['JSON that is something else', { text: '{"hello":1}' }, 'not-matrix'],
    ['a path that nobody knows', { status: 404, text: '{"errcode":"M_UNRECOGNIZED"}' }, 'not-matrix'],
    ['a redirect', { status: 308, headers: { location: 'https://hs.example/_matrix/client/versions' } }, 'elsewhere'],
    ['a proxy in its place', { status: 502, text: 'Bad Gateway' }, 'gateway'],
    ['a door', { status: 401, text: 'who are you?' }, 'refused-by-server'],
    ['an error of its own', { status: 500, text: '{"errcode":"M_UNKNOWN"}' }, 'refused-by-server'],
    ['a word on TLS', { status: 400, text: 'The plain HTTP request was sent to HTTPS port' }, 'tls-expected'],
    [
      'a word on certificates',
      { status: 400, text: 'No required SSL certificate was sent' },
      'client-certificate-wanted',
    ],
  ])('%s', async (_, reply, kind) => {
    await expect(obstacle(replying({ [VERSIONS]: reply }))).resolves.toMatchObject({ kind });
  });

  test('a domain may say where its homeserver is', async () => {
    const text = JSON.stringify({ 'm.homeserver': { base_url: 'https://matrix.hs.example/' } });
    const transport = replying({ '/.well-known/matrix/client': { text } });
    await expect(obstacle(transport)).resolves.toMatchObject({
      kind: 'elsewhere',
      message: 'the homeserver of this name is at https://matrix.hs.example',
    });
  });
});
