import type { AccountsPlan } from '../../../suites/kit/targets/run-plan.js';
import { UsageError } from '../usage-error.js';
import { variableOf } from './environment.js';
import type { Effective, EffectiveSettings } from './layer.js';
import { credentialsIn, secretIn, tokensIn } from './secret-file.js';
import { DEFAULTS } from './settings.js';

/** How to come by accounts, with every secret read from the file that holds it. */
export function accountsFrom(settings: EffectiveSettings): AccountsPlan {
  const { tokens, credentials } = settings;
  const registrationToken = givenOrIn(settings['registration-token'], settings['registration-token-file'], secretIn);
  const sharedSecret = givenOrIn(settings['shared-secret'], settings['shared-secret-file'], secretIn);
  const adminToken = givenOrIn(settings['admin-token'], settings['admin-token-file'], secretIn);
  const asToken = givenOrIn(settings['as-token'], settings['as-token-file'], secretIn);
  const plan: AccountsPlan = {
    source: settings.accounts?.value ?? DEFAULTS.accounts,
    tokens: givenOrIn(tokens, settings['tokens-file'], tokensIn) ?? [],
    credentials: givenOrIn(credentials, settings['credentials-file'], credentialsIn) ?? [],
    ...(registrationToken === undefined ? {} : { registrationToken }),
    ...(sharedSecret === undefined ? {} : { sharedSecret }),
    ...(asToken === undefined ? {} : { asToken }),
    ...(adminToken === undefined ? {} : { adminToken }),
  };
  const missing = materialMissingFor(plan);
  if (missing !== undefined) {
    const origin = settings.accounts?.origin ?? 'accounts';
    throw new UsageError(`${origin}: ${plan.source}: nothing was given to do so; ${missing}.`);
  }
  return plan;
}

function givenOrIn<T>(
  given: Effective<T> | undefined,
  file: Effective<string> | undefined,
  read: (file: string, where: string) => T,
): T | undefined {
  if (given !== undefined) return given.value;
  return file === undefined ? undefined : read(file.value, file.origin);
}

/** How to give what the one wanted way to accounts needs and does not have. */
function materialMissingFor(plan: AccountsPlan): string | undefined {
  switch (plan.source) {
    case 'tokens':
      return plan.tokens.length > 0 ? undefined : `set ${variableOf('tokens')}, or name a file with --tokens-file`;
    case 'registration-token':
      return plan.registrationToken === undefined ? `set ${variableOf('registration-token')}` : undefined;
    case 'shared-secret':
      return plan.sharedSecret === undefined ? `set ${variableOf('shared-secret')}` : undefined;
    case 'password':
      return plan.credentials.length > 0 ? undefined : `set ${variableOf('credentials-file')}`;
    default:
      return undefined;
  }
}
