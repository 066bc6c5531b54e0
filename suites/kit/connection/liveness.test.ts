import { beforeEach, describe, expect, test } from 'vitest';

import { TransportFailure, type HttpAnswer, type Transport } from './transport.js';
import { Liveness } from './liveness.js';
import { isThere, watchedTransport } from './watched-transport.js';

let clock = 0;
let there = true;
let questions = 0;
let signs: Liveness;

beforeEach(() => {
  [clock, there, questions] = [0, true, 0];
  signs = new Liveness(
    () => {
      questions += 1;
      return there ? Promise.resolve(true) : Promise.reject(new TransportFailure('refused'));
    },
    () => clock,
    (ms) => {
      clock += ms;
      return Promise.resolve();
    },
  );
});

/** Lets everything happen that waits for nothing but its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

async function failures(count: number, everyMs: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    clock += everyMs;
    signs.unanswered('connection reset', false);
  }
  await settled();
}

describe('Liveness', () => {
  test('single failures are not suspicious, nor are many within a moment', async () => {
    await failures(4, 2_000);
    signs.answered();
    await failures(100, 10);
    expect(questions).toBe(0);
    expect(signs.ended.aborted).toBe(false);
  });

  test('a long row of failures ends the run when the server does not answer a simple question either', async () => {
    there = false;
    await failures(5, 1_000);
    expect(questions).toBe(4);
    expect(signs.ended.reason).toMatchObject({
      kind: 'ended',
      message: 'the server does not answer any more (connection reset)',
    });
    expect(signs.isGone).toBe(true);
  });

  test('a long row of failures does not, when the server does answer', async () => {
    await failures(5, 1_000);
    expect(questions).toBe(1);
    expect(signs.ended.aborted).toBe(false);
    await failures(4, 100);
    expect(questions).toBe(1);
  });

  test('where nothing was answered for long, as where limits hold everything back, one failure is enough to ask', async () => {
    await failures(1, 15_000);
    expect([questions, signs.ended.aborted]).toEqual([1, false]);
    there = false;
    await failures(1, 9_000);
    expect(questions).toBe(1);
    await failures(1, 1_000);
    expect(questions).toBe(5);
    expect(signs.ended.reason).toMatchObject({ message: 'the server does not answer any more (connection reset)' });
  });

  test('where nobody listened for a moment, the run ends even if somebody does now', async () => {
    signs.unanswered('ECONNREFUSED', true);
    await settled();
    expect(signs.ended.reason).toMatchObject({
      message: 'the server was gone for a moment, as when it is restarted (ECONNREFUSED)',
    });
  });

  test('a server is gone where that has ended the run, and nothing else has', async () => {
    signs.end('the run took too long');
    there = false;
    await failures(8, 1_000);
    expect(signs.isGone).toBe(false);
  });

  test('the first reason to end is the one that counts', () => {
    signs.end('first');
    signs.end('second');
    expect(signs.ended.reason).toMatchObject({ message: 'first' });
  });
});

describe('watchedTransport', () => {
  const request = { method: 'GET', path: '/', headers: {} };

  function through(send: Transport['send']): Transport {
    return watchedTransport({ send, close: () => undefined }, signs);
  }

  function always(answer: Partial<HttpAnswer>): Transport['send'] {
    return () => Promise.resolve({ status: 200, headers: {}, text: '', ...answer });
  }

  async function ask(transport: Transport, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      clock += 1_000;
      await transport.send(request).catch(() => undefined);
    }
    await settled();
  }

  test.each<[string, Transport['send'], number]>([
    ['answers', always({ status: 404 }), 0],
    ['errors of the homeserver itself', always({ status: 502, text: '{"errcode":"M_UNKNOWN"}' }), 0],
    ['answers of a proxy in its place', always({ status: 502, text: 'Bad Gateway' }), 1],
    ['broken connections', () => Promise.reject(new TransportFailure('reset', 'ECONNRESET')), 1],
  ])('takes note of %s', async (_, send, suspicions) => {
    await ask(through(send), 5);
    expect(questions).toBe(suspicions);
  });

  test('a refused connection is suspicious at once', async () => {
    await ask(
      through(() => Promise.reject(new TransportFailure('refused', 'ECONNREFUSED'))),
      1,
    );
    expect(questions).toBe(1);
  });

  test('what was called off is no failure, and what took too long is one', async () => {
    const lost = through(() => Promise.reject(new TransportFailure('called off')));
    for (const reason of [new DOMException('', 'AbortError'), new DOMException('', 'TimeoutError')]) {
      for (let time = 0; time < 5; time += 1) {
        clock += 1_000;
        await lost.send(request, AbortSignal.abort(reason)).catch(() => undefined);
      }
    }
    await settled();
    expect(questions).toBe(1);
  });

  test('nothing is sent any more when the run has ended, and what is under way is called off', async () => {
    let sent = 0;
    const transport = through((_, signal) => {
      sent += 1;
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new TransportFailure('called off')));
      });
    });
    const underWay = transport.send(request);
    signs.end('the run was interrupted');
    await expect(underWay).rejects.toThrow('the run was interrupted');
    await expect(transport.send(request)).rejects.toThrow('the run was interrupted');
    expect(sent).toBe(1);
  });

  test('a server is there when it answers anything, and not when a proxy does', async () => {
    await expect(isThere(through(always({ status: 500 })))).resolves.toBe(true);
    await expect(isThere(through(always({ status: 503 })))).resolves.toBe(false);
  });
});
