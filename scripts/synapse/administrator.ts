import { createHmac } from 'node:crypto';

import { SHARED_SECRET } from './homeserver-configuration.js';
import { SynapseTrouble } from './trouble.js';

const REGISTER = '/_synapse/admin/v1/register';

/**
 * Registers an administrator of a Synapse of ours, by the secret in its configuration.
 *
 * @returns their access token
 */
export async function registerAdministrator(url: string): Promise<string> {
  const { nonce } = (await (await fetch(url + REGISTER)).json()) as { nonce?: string };
  const [username, password] = [`administrator-${Date.now()}`, 'not a secret'];
  const mac = createHmac('sha1', SHARED_SECRET).update([nonce, username, password, 'admin'].join('\0')).digest('hex');
  const answer = await fetch(url + REGISTER, {
    method: 'POST',
    body: JSON.stringify({ nonce, username, password, admin: true, mac }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new SynapseTrouble(`No administrator could be registered: ${answer.status}.`);
  return token;
}
