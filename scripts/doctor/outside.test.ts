import { describe, expect, test } from 'vitest';

import type { Send } from '../../suites/kit/accounts/send.js';
import { Answer } from '../../suites/kit/connection/answer.js';
import type { HttpAnswer, Transport } from '../../suites/kit/connection/transport.js';
import { TransportFailure } from '../../suites/kit/connection/transport.js';
import { clockOffset } from './clock-offset.js';
import { measureLatency } from './latency.js';
import { registrationFlows } from './registration-flows.js';

function answering(answer: () => Partial<HttpAnswer> | Promise<never>): Transport {
  return {
    send: async () => ({ status: 200, headers: {}, text: '{}', ...(await answer()) }),
    close: () => undefined,
  };
}

test('latency is told by percentiles, and what stays without an answer is counted apart', async () => {
  let clock = 0;
  let sent = 0;
  const transport = answering(() => {
    sent += 1;
    clock += sent;
    return sent === 30 ? Promise.reject(new TransportFailure('gone')) : {};
  });
  await expect(measureLatency(transport, () => clock)).resolves.toEqual({ samples: 30, p50: 15, p99: 29, failed: 1 });
});

describe('the clock', () => {
  const noon = Date.parse('2026-11-22T12:00:00Z');

  test('is known to within the second that the header leaves out', async () => {
    const times = [noon - 5_000, noon - 4_900];
    const transport = answering(() => ({ headers: { date: new Date(noon).toUTCString() } }));
    // Written between noon and a second later, while ours went from 5.0 to 4.9 s before noon.
    await expect(clockOffset(transport, () => times.shift() ?? 0)).resolves.toEqual({
      aheadMs: 5_450,
      plusMinusMs: 550,
    });
  });

  test('is not known where there is no header', async () => {
    await expect(
      clockOffset(
        answering(() => ({})),
        () => noon,
      ),
    ).resolves.toBeUndefined();
  });
});

test.each([
  [200, { user_id: '@a:b' }, 'open to everybody, without any stage', true],
  [401, { flows: [{ stages: ['m.login.dummy'] }] }, 'm.login.dummy', true],
  [
    401,
    { flows: [{ stages: ['m.login.recaptcha', 'm.login.terms'] }, { stages: ['m.login.sso'] }] },
    'm.login.recaptcha + m.login.terms or m.login.sso',
    false,
  ],
  [403, { errcode: 'M_FORBIDDEN' }, 'closed (403 M_FORBIDDEN)', false],
  [404, undefined, 'closed (404)', false],
])('registration that is answered with %i %j', async (status, body, words, open) => {
  await expect(registrationFlows(sending(status, body))).resolves.toEqual({ words, open });
});

test('registration that is limited is not taken for closed', async () => {
  const send = sending(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 90_000 });
  await expect(registrationFlows(send)).resolves.toEqual({
    words: 'limited just now: the server asks for 90 s before it tells',
    open: false,
    limited: true,
  });
});

function sending(status: number, body: unknown): Send {
  const raw = { status, headers: {}, text: JSON.stringify(body) ?? '' };
  return () => Promise.resolve(new Answer(raw, { sentAt: 0, answeredAt: 0 }));
}
