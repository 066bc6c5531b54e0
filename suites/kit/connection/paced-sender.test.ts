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

/** Real time in which nothing that is waited for ever comes. */
function stillTime(): TargetTime {
  return { ...quickTime(), waitUntil: () => new Promise(() => undefined) };
}

/** Real time that goes on to what is waited for next as soon as nothing else is to be done. */
function idleTime(): TargetTime {
  const waiting: { readonly at: number; readonly go: () => void }[] = [];
  let now = 0;
  const goOn = (): void => {
    const [next] = waiting.toSorted((one, other) => one.at - other.at);
    if (next === undefined) return;
    waiting.splice(waiting.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.go();
  };
  return {
    ...quickTime(),
    now: () => now,
    waitUntil: (at) =>
      new Promise((go) => {
        waiting.push({ at, go });
        setImmediate(goOn);
      }),
  };
}

/** A server that takes so many requests at once, and one more every so many milliseconds; it needs some time for each. */
function tokenBucket(time: TargetTime, tokens: number, everyMs: number): Transport & { refused: number } {
  let left = tokens;
  let filledAt = 0;
  const bucket = {
    refused: 0,
    async send(): Promise<HttpAnswer> {
      await time.waitUntil(time.now() + 20);
      const made = Math.floor((time.now() - filledAt) / everyMs);
      left = Math.min(tokens, left + made);
      filledAt += made * everyMs;
      if (left === 0) {
        bucket.refused += 1;
        return limited(filledAt + everyMs - time.now());
      }
      left -= 1;
      return FINE;
    },
    close: () => undefined,
  };
  return bucket;
}

function limited(ms: number): HttpAnswer {
  return { status: 429, headers: {}, text: `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":${ms}}` };
}

const FINE = { status: 200, headers: {}, text: '{}' };
const request = { method: 'GET', path: '/', headers: {} };
const elsewhere = { method: 'GET', path: '/elsewhere', headers: {} };

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
  const options = { concurrency: 1, limitWait: 60_000 };

  test('waits a 429 out when it is asked to be patient', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(5_000), FINE), time, options);
    expect((await sender.sendPatiently(0, request)).status).toBe(200);
    expect(time.now()).toBeGreaterThanOrEqual(5_000);
    expect(sender.waits).toMatchObject({ lost: time.now(), met: [{ times: 1 }] });
  });

  test('holds all back after a 429 that asks for a moment, and counts for how long', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(500), FINE), time, options);
    await sender.send(0, request);
    expect(sender.waits.lost).toBe(0);
    await sender.send(0, elsewhere);
    expect([time.now(), sender.waits.lost]).toEqual([500, 500]);
  });

  test('holds back only what is scarce after a 429 that asks for long', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(20_000), FINE), time, options);
    await sender.send(0, request);
    await sender.send(0, elsewhere);
    await sender.send(0, { ...request, headers: { authorization: 'Bearer other' } });
    expect(time.now()).toBe(0);
    await sender.send(0, request);
    expect(time.now()).toBe(20_000);
  });

  test('holds back what a user asks alone once another one is not refused after a 429', async () => {
    const time = quickTime();
    let limits = 0;
    const onLimitOfUser = (): void => void (limits += 1);
    const sender = new PacedSender(replying(limited(500), FINE, limited(500)), time, { ...options, onLimitOfUser });
    const [one, other] = ['one', 'other'].map((token) => ({
      ...request,
      headers: { authorization: `Bearer ${token}` },
    }));
    await sender.send(0, one ?? request);
    await sender.send(0, other ?? request);
    expect([time.now(), limits]).toEqual([0, 0]);
    await sender.send(0, one ?? request);
    expect([time.now(), limits]).toEqual([0, 1]);
    await sender.send(0, other ?? request);
    expect(time.now()).toBe(0);
    await sender.send(0, one ?? request);
    expect(time.now()).toBe(500);
  });

  test('holds all back after a 429 where another user is refused as well', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(500), limited(500)), time, options);
    const users = ['one', 'other', 'third'].map((token) => ({
      ...request,
      headers: { authorization: `Bearer ${token}` },
    }));
    for (const user of users) await sender.send(0, user);
    expect(time.now()).toBe(500);
  });

  test('holds back only what else would wait on the server after a 429 to what would', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(500), FINE), time, options);
    const [one, other] = ['/one', '/other'].map((path) => ({ ...request, path, takesPlace: true }));
    await sender.send(0, one ?? request);
    await sender.send(0, elsewhere);
    await sender.send(0, { ...request, takesPlace: true, headers: { authorization: 'Bearer other' } });
    expect(time.now()).toBe(0);
    await sender.send(0, other ?? request);
    expect(time.now()).toBe(500);
  });

  test.each([500, 4_000])(
    'asks a server that takes one more every %i ms for what waits one by one',
    async (everyMs) => {
      const time = idleTime();
      const bucket = tokenBucket(time, 5, everyMs);
      const sender = new PacedSender(bucket, time, { concurrency: 8, limitWait: 600_000 });
      const asked = Array.from({ length: 40 }, (_, order) =>
        sender.sendPatiently(order, { ...request, takesPlace: true }),
      );
      expect((await Promise.all(asked)).every(({ status }) => status === 200)).toBe(true);
      // No more than one refusal for each that had to wait, beside those that were under way when there was the first.
      expect(bucket.refused).toBeLessThanOrEqual(35 + 8);
      expect(time.now()).toBeLessThan(36 * (everyMs + 50));
    },
  );

  test('has what waits asked for one by one after a refusal, and together again once none is refused any more', async () => {
    const time = idleTime();
    const underWay: number[] = [];
    let current = 0;
    const transport = {
      async send(): Promise<HttpAnswer> {
        current += 1;
        underWay.push(current);
        await time.waitUntil(time.now() + 20);
        current -= 1;
        return underWay.length === 1 ? limited(500) : FINE;
      },
      close: () => undefined,
    };
    const sender = new PacedSender(transport, time, { concurrency: 4, limitWait: 60_000 });
    const place = { ...request, takesPlace: true };
    await sender.sendPatiently(0, place);
    await Promise.all(Array.from({ length: 80 }, (_, order) => sender.sendPatiently(order, place)));
    expect(Math.max(...underWay.slice(0, 10))).toBe(1);
    expect(Math.max(...underWay.slice(40))).toBe(4);
  });

  test('spaces requests out once where several that were under way together are refused', async () => {
    const time = idleTime();
    const bucket = tokenBucket(time, 5, 50);
    const sender = new PacedSender(bucket, time, { concurrency: 8, limitWait: 600_000 });
    const asked = Array.from({ length: 100 }, (_, order) => sender.sendPatiently(order, request));
    expect((await Promise.all(asked)).every(({ status }) => status === 200)).toBe(true);
    expect(time.now()).toBeLessThan(2 * 100 * 50);
  });

  test('does not wait for a turn that comes too late', async () => {
    const transport = replying(limited(20_000), FINE);
    const sender = new PacedSender(transport, stillTime(), options);
    await sender.send(0, request);
    // One in 20 s: the fourth turn from now is more than a minute away.
    const turns = [1, 2, 3, 4].map(() => sender.send(0, request));
    await expect(turns[3]).rejects.toThrow(
      'the server limits GET /: its turn would come in 80 s, and limit-wait gives 60 s',
    );
    expect(transport.sent).toBe(1);
  });

  test('tries what asks for more than anybody waits: room may be made at any moment', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(1_200_000), FINE), time, options);
    await expect(sender.sendPatiently(0, request)).resolves.toMatchObject({ status: 429 });
    await expect(sender.sendPatiently(0, request)).resolves.toMatchObject({ status: 200 });
    expect(time.now()).toBe(0);
  });

  test('holds nothing back after a 429 that was looked for', async () => {
    const time = quickTime();
    const sender = new PacedSender(replying(limited(500), limited(20_000), FINE), time, options);
    await sender.send(0, { ...request, looksForLimits: true });
    await sender.send(0, { ...request, looksForLimits: true });
    await sender.send(0, request);
    expect([time.now(), sender.waits.lost]).toEqual([0, 0]);
  });

  test('gives up on waiting that would end after its time', async () => {
    const transport = replying(limited(5_000), FINE);
    const sender = new PacedSender(transport, quickTime(), { ...options, giveUpAt: 4_999.5 });
    await expect(sender.sendPatiently(0, request)).rejects.toThrow('there was no time left');
    await expect(sender.send(0, request)).rejects.toThrow('there was no time left');
    expect(transport.sent).toBe(1);
  });

  test('a moment that is no whole number of milliseconds away is no mistake', async () => {
    const sender = new PacedSender(replying(FINE), quickTime(), { ...options, giveUpAt: 1_234.567 });
    await expect(sender.send(0, request)).resolves.toMatchObject({ status: 200 });
  });

  test('has only two requests under way that are much to do, whatever else is', async () => {
    const answers: (() => void)[] = [];
    const transport = {
      send: () => new Promise<HttpAnswer>((answer) => answers.push(() => answer(FINE))),
      close: () => undefined,
    };
    const sender = new PacedSender(transport, quickTime(), { ...options, concurrency: 9 });
    const all = [1, 2, 3].map((order) => sender.send(order, { ...request, laborious: true }));
    all.push(sender.send(4, request));
    await new Promise((later) => setTimeout(later));
    expect(answers).toHaveLength(3);
    answers[0]?.();
    await all[0];
    await new Promise((later) => setTimeout(later));
    expect(answers).toHaveLength(4);
    for (const answer of answers) answer();
    await Promise.all(all);
  });

  test('has more of these under way on a server that answers many requests without strain', async () => {
    let isHeld = false;
    let held = 0;
    const transport = {
      send: () => (isHeld ? new Promise<HttpAnswer>(() => (held += 1)) : Promise.resolve(FINE)),
      close: () => undefined,
    };
    const sender = new PacedSender(transport, quickTime(), { ...options, concurrency: 16 });
    for (let answered = 0; answered < 200; answered += 1) await sender.send(0, request);
    isHeld = true;
    for (let order = 0; order < 20; order += 1) void sender.send(order, { ...request, laborious: true });
    await new Promise((later) => setTimeout(later));
    expect(held).toBe(8);
  });
});
