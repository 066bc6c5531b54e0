import { expect, test } from 'vitest';

import { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';
import type { Account } from './account.js';
import { Exemptions } from './exemptions.js';

const alice: Account = { name: 'alice', userId: '@alice:hs', accessToken: 'hers', deviceId: 'D' } as Account;

/** Answers every request with a status, and remembers them. */
function server(status: number): { sent: HttpRequest[]; send: (request: HttpRequest) => Promise<Answer> } {
  const sent: HttpRequest[] = [];
  return {
    sent,
    send: (request) => {
      sent.push(request);
      const text = status === 200 ? '{}' : '{"errcode":"M_FORBIDDEN","error":"You are not a server admin"}';
      return Promise.resolve(new Answer({ status, headers: {}, text }, { sentAt: 0, answeredAt: 1 }));
    },
  };
}

test('limits are taken by the administrator and given back once', async () => {
  const { sent, send } = server(200);
  const exemptions = new Exemptions('admin');
  await exemptions.grant(send, alice);
  expect(await exemptions.takeBack(send)).toEqual([]);
  expect(await exemptions.takeBack(send)).toEqual([]);
  const path = '/_synapse/admin/v1/users/%40alice%3Ahs/override_ratelimit';
  expect(sent.map((request) => [request.method, request.path, request.body, request.headers['authorization']])).toEqual(
    [
      ['POST', path, '{"messages_per_second":0,"burst_count":0}', 'Bearer admin'],
      ['DELETE', path, undefined, 'Bearer admin'],
    ],
  );
});

test('without an administrator nothing is asked', async () => {
  const { sent, send } = server(200);
  const exemptions = new Exemptions(undefined);
  await exemptions.grant(send, alice);
  expect([await exemptions.takeBack(send), sent]).toEqual([[], []]);
});

test('a token that may not do so is a mistake to be told', async () => {
  await expect(new Exemptions('nobody').grant(server(403).send, alice)).rejects.toThrow(
    /takes no limits from @alice:hs: POST override_ratelimit got 403/,
  );
});

test('limits that could not be given back are told of', async () => {
  const exemptions = new Exemptions('admin');
  await exemptions.grant(server(200).send, alice);
  expect(await exemptions.takeBack(server(403).send)).toEqual([
    expect.stringContaining('@alice:hs has no rate limits any more: DELETE override_ratelimit got 403'),
  ]);
});
