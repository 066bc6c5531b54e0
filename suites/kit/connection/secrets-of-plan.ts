import type { RunPlan } from '../targets/run-plan.js';
import { isSecretHeader } from './secret-header.js';
import { Secrets } from './secrets.js';

/** The secrets that a person has given to the run, so that none of them is ever shown. */
export function secretsOf({ accounts, headers = {} }: Partial<Pick<RunPlan, 'accounts' | 'headers'>>): Secrets {
  const secrets = new Secrets();
  accounts?.tokens.forEach((token, index) => secrets.learn(token, `token-${index + 1}`));
  for (const { user, password } of accounts?.credentials ?? []) secrets.learn(password, `password of ${user}`);
  if (accounts?.registrationToken !== undefined) secrets.learn(accounts.registrationToken, 'registration-token');
  if (accounts?.sharedSecret !== undefined) secrets.learn(accounts.sharedSecret, 'shared-secret');
  if (accounts?.adminToken !== undefined) secrets.learn(accounts.adminToken, 'admin-token');
  if (accounts?.asToken !== undefined) secrets.learn(accounts.asToken, 'as-token');
  for (const [name, value] of Object.entries(headers)) if (isSecretHeader(name)) secrets.learn(value, name);
  return secrets;
}
