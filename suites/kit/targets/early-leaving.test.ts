import { expect, test } from 'vitest';

import type { Account } from '../accounts/account.js';
import { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';
import { EarlyLeaving } from './early-leaving.js';
import { Leftovers } from './leftovers.js';

const alice: Account = {
  name: 'alice',
  userId: '@alice:hs.test',
  accessToken: 'syt_alice',
  deviceId: 'A',
  ownDevice: true,
};

/** A server that takes note of what it is asked to leave and forget. */
function server(status: (path: string) => number = () => 200): {
  readonly asked: string[];
  readonly send: (request: HttpRequest) => Promise<Answer>;
} {
  const asked: string[] = [];
  return {
    asked,
    send(request) {
      asked.push(decodeURIComponent(request.path.replace('/_matrix/client/v3/', '')));
      const raw = { status: status(request.path), headers: {}, text: '{}' };
      return Promise.resolve(new Answer(raw, { sentAt: 0, answeredAt: 0 }));
    },
  };
}

function leftIn(...rooms: readonly string[]): Leftovers {
  const leftovers = new Leftovers();
  leftovers.addAccount(alice);
  for (const room of rooms) leftovers.addRoom(alice, room);
  return leftovers;
}

const never = new AbortController().signal;
const nothing = (): Promise<void> => Promise.resolve();

test('rooms that nobody is in any more are left before the end, and not once more in the end', async () => {
  const leftovers = leftIn('!one', '!used');
  const { asked, send } = server();
  await leftovers.leaveBeside(send, (room) => room === '!used', never);
  expect(asked).toEqual(['rooms/!one/leave', 'rooms/!one/forget']);
  expect(await leftovers.clear(send, nothing)).toEqual([]);
  expect(asked.slice(2)).toEqual(['rooms/!used/leave', 'rooms/!used/forget', 'logout']);
  expect(leftovers.cleared).toEqual({ rooms: 2, devices: 1 });
});

test('what cannot be left early ends it, and is tried again in the end', async () => {
  const all = ['!1', '!2', '!3', '!4', '!5'];
  const leftovers = leftIn(...all);
  const strict = server(() => 429);
  await leftovers.leaveBeside(strict.send, () => false, never);
  expect(strict.asked.filter((path) => path.endsWith('leave'))).toHaveLength(1);
  const { asked, send } = server();
  expect(await leftovers.clear(send, nothing)).toEqual([]);
  expect(asked.filter((path) => path.endsWith('leave'))).toEqual(all.map((room) => `rooms/${room}/leave`));
});

test('who is told to stop leaves no further room, and is waited for', async () => {
  const leftovers = leftIn('!1', '!2', '!3', '!4', '!5');
  const { asked, send } = server();
  const leaving = new EarlyLeaving((stop) => leftovers.leaveBeside(send, () => false, stop));
  await leaving.stop();
  leaving.begin();
  leaving.begin();
  await leaving.stop();
  expect(asked).toHaveLength(2);
  leaving.begin();
  await new Promise((later) => setTimeout(later));
  await leaving.stop();
  expect(asked).toHaveLength(10);
});
