import { describe, expect, test } from 'vitest';

import { againWhenBroken } from './again-when-broken.js';
import { Answer } from './answer.js';
import { NeverAnswered, TransportFailure } from './transport.js';

const answered = new Answer({ status: 200, headers: {}, text: '{}' }, { sentAt: 0, answeredAt: 0 });
const broken = (): TransportFailure => new TransportFailure('no answer: socket hang up (ECONNRESET)', 'ECONNRESET');

/** Fails with each of the errors in turn, and is answered then. */
function failing(...errors: Error[]): { send(): Promise<Answer>; readonly left: number } {
  return {
    send() {
      const error = errors.shift();
      return error === undefined ? Promise.resolve(answered) : Promise.reject(error);
    },
    get left() {
      return errors.length;
    },
  };
}

describe('what is sent again when a connection breaks', () => {
  test('is answered when one of the connections holds', async () => {
    const server = failing(broken(), broken(), broken());
    await expect(againWhenBroken(() => server.send())).resolves.toBe(answered);
  });

  test('fails as its connection does that breaks every time', async () => {
    const server = failing(...Array.from({ length: 9 }, broken));
    await expect(againWhenBroken(() => server.send())).rejects.toThrow('socket hang up');
    expect(server.left).toBe(4);
  });

  test.each([
    new NeverAnswered('never answered'),
    new TransportFailure('no answer came in time', 'ETIMEDOUT'),
    new TypeError('a mistake'),
  ])('does not ask again after %s', async (error) => {
    const server = failing(error, broken());
    await expect(againWhenBroken(() => server.send())).rejects.toBe(error);
    expect(server.left).toBe(1);
  });
});
