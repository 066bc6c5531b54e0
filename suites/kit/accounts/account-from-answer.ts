import type { Answer } from '../connection/answer.js';
import { isForeign } from '../connection/foreign-answer.js';
import { Secrets } from '../connection/secrets.js';
import type { Account } from './account.js';

/** The way in question gives no account, for the reason in the message; another way may. */
export class NoAccount extends Error {
  override readonly name = 'NoAccount';

  /**
   * @param message - why
   * @param kind - whose refusal it was: the server's, one of a limit on how often may be asked, or one of something in between
   */
  constructor(
    message: string,
    readonly kind: 'refused' | 'limited' | 'foreign' = 'refused',
  ) {
    super(message);
  }
}

/**
 * Reads the answer of a login or a registration.
 *
 * @param name - what checks call the account
 * @throws NoAccount when the answer is a refusal or lacks something
 */
export function accountFrom(answer: Answer, name: string, password?: string): Account {
  const userId = answer.string('user_id');
  const accessToken = answer.string('access_token');
  if (!answer.ok || userId === undefined || accessToken === undefined) {
    // An answer that lacks one thing may hold the other.
    const secrets = new Secrets();
    secrets.learnFrom(answer.text);
    throw new NoAccount(secrets.mask(String(answer)), kindOf(answer));
  }
  const deviceId = answer.string('device_id') ?? '';
  return { name, userId, accessToken, deviceId, ownDevice: true, ...(password === undefined ? {} : { password }) };
}

function kindOf(answer: Answer): NoAccount['kind'] {
  if (answer.status === 429) return 'limited';
  return answer.fromGateway || isForeign(answer) ? 'foreign' : 'refused';
}
