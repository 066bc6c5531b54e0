import { NotApplicable } from '../checks/verdict.js';
import { accountFrom } from './account-from-answer.js';
import type { Account } from './account.js';
import { postJson, type Send } from './send.js';

/**
 * Logs in with a password.
 *
 * @param name - what checks call the account
 * @param user - localpart or full user id
 * @param deviceId - the device to log in on again; a new one unless said
 * @throws NoAccount when the server refuses
 */
export async function logIn(
  send: Send,
  name: string,
  user: string,
  password: string,
  deviceId?: string,
): Promise<Account> {
  const answer = await postJson(send, '/_matrix/client/v3/login', {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user },
    password,
    initial_device_display_name: 'futures-conformance',
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
  });
  return accountFrom(answer, name, password);
}

/**
 * Logs an account in once more.
 *
 * @param deviceId - the device to log in on again; a further one unless said
 * @throws NotApplicable when the account's password is not known
 * @throws NoAccount when the server refuses
 */
export async function logInAgain(send: Send, account: Account, deviceId?: string): Promise<Account> {
  if (account.password === undefined) throw new NotApplicable('needs to log in again, and the password is not known');
  return logIn(send, account.name, account.userId, account.password, deviceId);
}
