import { expect, test } from 'vitest';

import { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';
import { TransportFailure } from '../connection/transport.js';
import { NotApplicable } from '../checks/verdict.js';
import type { AccountsPlan } from '../targets/run-plan.js';
import { AccountSources } from './account-sources.js';
import type { Send } from './send.js';

const PLAN: AccountsPlan = { source: 'auto', tokens: [], credentials: [] };

type Reply = readonly [status: number, body: unknown];

const CLOSED: Reply = [403, { errcode: 'M_FORBIDDEN', error: 'closed' }];
const LIMITED: Reply = [429, { errcode: 'M_LIMIT_EXCEEDED', error: 'slowly' }];
const PAGE: Reply = [403, '<html><title>Attention required</title></html>'];

/** A server that registers users as the next of the replies says, or lets them in, and takes guests at any time. */
function registering(...replies: readonly (Reply | 'let in')[]): Send {
  const left = [...replies];
  let made = 0;
  return (request: HttpRequest) => {
    const isGuest = request.path.includes('kind=guest');
    const reply = request.path.includes('/register') && !isGuest ? (left.shift() ?? CLOSED) : 'let in';
    made += 1;
    const letIn: Reply = [200, { user_id: `@${isGuest ? 'guest' : 'user'}${made}:hs`, access_token: `token${made}` }];
    const [status, body] = reply === 'let in' ? letIn : reply;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return Promise.resolve(new Answer({ status, headers: {}, text }, { sentAt: 0, answeredAt: 1 }));
  };
}

async function opened(send: Send, count: number): Promise<string[]> {
  const sources = new AccountSources(PLAN);
  const users: string[] = [];
  for (let at = 0; at < count; at += 1) users.push((await sources.open(send, 'alice', `alice-${at}`)).userId);
  return users;
}

test('guests are taken where nobody can register', async () => {
  expect(await opened(registering(CLOSED, CLOSED), 2)).toEqual([
    expect.stringContaining('guest'),
    expect.stringContaining('guest'),
  ]);
});

test('a guest is no substitute for an account as there was before', async () => {
  await expect(opened(registering('let in', CLOSED), 2)).rejects.toThrow(NotApplicable);
});

test('a guest is no substitute where registering is only limited, or something in between refused it', async () => {
  await expect(opened(registering(LIMITED), 1)).rejects.toThrow('slowly');
  await expect(opened(registering(PAGE), 1)).rejects.toThrow('Attention');
});

test('what something in between refused is to be tried again where there was an account before', async () => {
  await expect(opened(registering('let in', PAGE), 2)).rejects.toThrow(TransportFailure);
});
