import type { Router } from 'express';

import type { Accounts } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';
import { randomToken } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText } from './body-field.js';
import type { RegistrationPolicy } from './registration-policy.js';
import { forAnyone } from './route.js';
import { StageWanted } from './stage-wanted.js';

/** Registering accounts, by the user-interactive stages `m.login.dummy` and `m.login.registration_token`, and guests. */
export function addRegistrationEndpoints(router: Router): void {
  router.post(
    ...forAnyone(
      '/_matrix/client/v3/register',
      ({ matrix: { accounts }, registration, query, address, optionalBody }) => {
        const request = optionalBody();
        const kind = query.text('kind') ?? 'user';
        if (kind === 'guest') return registerGuest(accounts, registration, request, address);
        if (kind !== 'user') throw new MatrixError(400, 'M_INVALID_PARAM', 'kind is user or guest.');
        return registerUser(accounts, registration, request, address);
      },
    ),
  );

  router.get(
    ...forAnyone('/_matrix/client/v3/register/available', ({ matrix, query }) => {
      matrix.accounts.checkAvailable(query.text('username') ?? '');
      return { available: true };
    }),
  );

  router.get(
    ...forAnyone('/_matrix/client/v1/register/m.login.registration_token/validity', ({ registration, query }) => ({
      valid: registration.tokens.includes(query.text('token') ?? ''),
    })),
  );
}

function registerGuest(
  accounts: Accounts,
  registration: RegistrationPolicy,
  request: JsonObject,
  address: string,
): JsonObject {
  if (!registration.guests) throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'There are no guests here.');
  const userId = accounts.register({ isGuest: true });
  return opened(
    accounts,
    userId,
    { initial_device_display_name: request.initial_device_display_name ?? null },
    address,
  );
}

function registerUser(
  accounts: Accounts,
  registration: RegistrationPolicy,
  request: JsonObject,
  address: string,
): JsonObject {
  const localpart = optionalText(request, 'username');
  const password = optionalText(request, 'password');
  // A name that cannot be had is said at once, before the client goes through the stages.
  if (localpart !== undefined) accounts.checkAvailable(localpart);
  checkStage(registration, request.auth);
  if (password === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', 'password is missing.');
  const userId = accounts.register({ localpart, password });
  return request.inhibit_login === true ? { user_id: userId } : opened(accounts, userId, request, address);
}

function opened(accounts: Accounts, userId: string, request: JsonObject, address: string): JsonObject {
  const { token, session } = accounts.openSession(userId, {
    deviceId: optionalText(request, 'device_id'),
    displayName: optionalText(request, 'initial_device_display_name'),
    address,
  });
  return { user_id: userId, access_token: token, device_id: session.deviceId };
}

/**
 * Judges the one stage that each flow consists of.
 *
 * @throws MatrixError 401 with the flows when it is not done yet, or 403 when nobody may register
 */
function checkStage({ dummy, tokens }: RegistrationPolicy, auth: JsonObject[string] | undefined): void {
  if (!dummy && tokens.length === 0) throw new MatrixError(403, 'M_FORBIDDEN', 'Registration is closed.');
  const { type, token, session } = (typeof auth === 'object' && auth !== null ? auth : {}) as JsonObject;
  if (dummy && type === 'm.login.dummy') return;
  const offersToken = tokens.length > 0 && type === 'm.login.registration_token';
  if (offersToken && typeof token === 'string' && tokens.includes(token)) return;

  const stages = [...(tokens.length > 0 ? ['m.login.registration_token'] : []), ...(dummy ? ['m.login.dummy'] : [])];
  throw new StageWanted({
    flows: stages.map((stage) => ({ stages: [stage] })),
    session: typeof session === 'string' ? session : randomToken(),
    ...(type === undefined ? {} : { failure: failureOf(offersToken) }),
  });
}

function failureOf(offersToken: boolean): string {
  return offersToken ? 'The registration token is not valid.' : 'This takes another stage of authentication.';
}
