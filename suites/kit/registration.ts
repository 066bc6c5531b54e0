import { randomBytes } from 'node:crypto';

import type { Account } from './account.js';
import type { Answer } from './answer.js';
import { dig } from './matrix-json.js';
import type { HttpRequest } from './transport.js';
import { Inconclusive, NotApplicable } from './verdict.js';

/** Sends a request and gives the answer. */
export type Send = (request: HttpRequest) => Promise<Answer>;

/**
 * Registers an account by the flow that asks for nothing, `m.login.dummy`.
 *
 * @param name - what checks call it
 * @param username - the local part of its user id
 * @throws NotApplicable when the server does not let us register that way
 * @throws Inconclusive when something else goes wrong
 */
export async function registerAccount(send: Send, name: string, username: string): Promise<Account> {
  const password = randomBytes(18).toString('base64url');
  const wish = { username, password, initial_device_display_name: 'futures-conformance' };
  let answer = await post(send, '/_matrix/client/v3/register', { ...wish, auth: { type: 'm.login.dummy' } });
  if (answer.status === 401) {
    const session = dig(answer.json, 'session');
    answer = await post(send, '/_matrix/client/v3/register', {
      ...wish,
      auth: { type: 'm.login.dummy', session: session ?? null },
    });
  }
  if (answer.status === 401 || answer.status === 403) {
    throw new NotApplicable(`needs a further account, and the server does not let us register one: ${answer}`);
  }
  return accountOf(answer, name, password);
}

/**
 * Logs an account in on a further device.
 *
 * @throws NotApplicable when the account's password is not known
 */
export async function logInAgain(send: Send, account: Account): Promise<Account> {
  if (account.password === undefined) throw new NotApplicable('needs a second device, and the password is not known');
  const answer = await post(send, '/_matrix/client/v3/login', {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: account.userId },
    password: account.password,
    initial_device_display_name: 'futures-conformance',
  });
  return accountOf(answer, account.name, account.password);
}

async function post(send: Send, path: string, body: unknown): Promise<Answer> {
  return send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

function accountOf(answer: Answer, name: string, password: string): Account {
  const userId = answer.string('user_id');
  const accessToken = answer.string('access_token');
  const deviceId = answer.string('device_id');
  if (!answer.ok || userId === undefined || accessToken === undefined || deviceId === undefined) {
    throw new Inconclusive(`no account could be had: ${answer}`);
  }
  return { name, userId, accessToken, deviceId, password };
}
