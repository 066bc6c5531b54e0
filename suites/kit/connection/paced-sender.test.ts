import { describe, expect, test } from 'vitest';

import { PacedSender } from './paced-sender.js';
import type { TargetTime } from '../time/target-time.js';
import type { HttpAnswer, Transport } from './transport.js';

/** Real time that passes at once. */
function quickTime(): TargetTime {
  let now = 0;
  return {
    kind: 'real',
    now: () => now,
    waitUntil: (at) => {
      now = Math.max(now, at);
      return Promise.resolve();
    },
    waitFor: () => Promise.resolve(false),
  };
}

const LIMITED = { status: 429, headers: {}, text: '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":5000}' };
const FINE = { status: 200, headers: {}, text: '{}' };
const request = { method: 'GET', path: '/', headers: {} };

function replying(...replies: HttpAnswer[]): Transport & { sent: number } {
  const transport = {
    sent: 0,
    send: () => {
      transport.sent += 1;
      return Promise.resolve(replies.shift() ?? FINE);
    },
    close: () => undefined,
  };
  return transport;
}

describe('PacedSender', () => {
  test('waits a 429 out when it is asked to be patient', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(LIMITED, FINE), time, 1);
    expect((await sender.sendPatiently(0, request)).status).toBe(200);
    expect(time.now()).toBeGreaterThanOrEqual(5_000);
  });

  test('holds back what comes after a 429, and counts for how long', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(LIMITED, FINE), time, 1);
    await sender.send(0, request);
    expect(sender.lost).toBe(0);
    await sender.send(0, request);
    expect([time.now(), sender.lost]).toEqual([5_000, 5_000]);
  });

  test('gives up on waiting that would end after its time', async () => {
    const transport = replying(LIMITED, FINE);
    const sender = new PacedSender(transport, quickTime(), 1, 4_999.5);
    await expect(sender.sendPatiently(0, request)).rejects.toThrow('there was no time left');
    await expect(sender.send(0, request)).rejects.toThrow('there was no time left');
    expect(transport.sent).toBe(1);
  });

  test('a moment that is no whole number of milliseconds away is no mistake', async () => {
    const sender = new PacedSender(replying(FINE), quickTime(), 1, 1_234.567);
    await expect(sender.send(0, request)).resolves.toMatchObject({ status: 200 });
  });
});
