import type { Router } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { type Matrix, randomToken } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText, picked, requiredText } from './body-field.js';
import type { RegistrationPolicy } from './registration-policy.js';
import { type Call, forAnyone } from './route.js';
import { StageWanted } from './stage-wanted.js';

/** A request for an account. */
type RegistrationCall = Pick<Call<unknown>, 'matrix' | 'registration' | 'address' | 'accessToken'>;

/**
 * Registering accounts, by the user-interactive stages `m.login.dummy` and `m.login.registration_token` or by an
 * application service, and guests.
 */
export function addRegistrationEndpoints(router: Router): void {
  router.post(
    ...forAnyone('/_matrix/client/v3/register', (call) => {
      const request = call.optionalBody();
      const kind = call.query.text('kind') ?? 'user';
      if (kind === 'guest') return registerGuest(call, request);
      if (kind !== 'user') throw new MatrixError(400, 'M_INVALID_PARAM', 'kind is user or guest.');
      if (request.type === 'm.login.application_service') return registerByService(call, request);
      return request.guest_access_token === undefined ? registerUser(call, request) : upgradeGuest(call, request);
    }),
  );

  router.get(
    ...forAnyone('/_matrix/client/v3/register/available', ({ matrix, query }) => {
      checkAvailable(matrix, query.text('username') ?? '');
      return { available: true };
    }),
  );

  router.get(
    ...forAnyone('/_matrix/client/v1/register/m.login.registration_token/validity', ({ registration, query }) => ({
      valid: registration.tokens.includes(query.text('token') ?? ''),
    })),
  );
}

function checkAvailable({ accounts, applicationServices }: Matrix, localpart: string): void {
  accounts.checkAvailable(localpart);
  applicationServices.checkIsFree(accounts.userIdOf(localpart));
}

/** Guests choose nothing but what their device is called: everything else in the request is ignored. */
function registerGuest(call: RegistrationCall, request: JsonObject): JsonObject {
  if (!call.registration.guests) throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'There are no guests here.');
  const userId = call.matrix.accounts.register({ isGuest: true });
  return opened(call, userId, picked(request, ['initial_device_display_name']));
}

function registerUser(call: RegistrationCall, request: JsonObject): JsonObject {
  const { matrix, registration } = call;
  const localpart = optionalText(request, 'username');
  const password = optionalText(request, 'password');
  // A name that cannot be had is said at once, before the client goes through the stages.
  if (localpart !== undefined) checkAvailable(matrix, localpart);
  checkStage(registration, request.auth);
  if (password === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', 'password is missing.');
  return opened(call, matrix.accounts.register({ localpart, password }), request);
}

/** Makes a guest, known by their access token and their user name, a full account. */
function upgradeGuest(call: RegistrationCall, request: JsonObject): JsonObject {
  const { accounts } = call.matrix;
  const guest = accounts.sessionOf(requiredText(request, 'guest_access_token'));
  const userId = accounts.userIdOf(requiredText(request, 'username'));
  if (guest?.isGuest !== true || guest.userId !== userId)
    throw new MatrixError(403, 'M_FORBIDDEN', 'That is not the access token of the guest of that name.');
  const password = optionalText(request, 'password');
  checkStage(call.registration, request.auth);
  if (password === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', 'password is missing.');
  accounts.upgradeGuest(userId, password);
  return opened(call, userId, request);
}

/** Registers a user whom an application service names, in its namespace and without any further stage. */
function registerByService(call: RegistrationCall, request: JsonObject): JsonObject {
  const { accounts, applicationServices } = call.matrix;
  const token = call.accessToken();
  if (token === undefined) throw new MatrixError(401, 'M_MISSING_TOKEN', 'This request needs an access token.');
  const service = applicationServices.withToken(token);
  if (service === undefined)
    throw new MatrixError(401, 'M_UNKNOWN_TOKEN', 'The access token is not an application service’s.');
  const localpart = requiredText(request, 'username');
  accounts.checkAvailable(localpart);
  if (!service.covers(accounts.userIdOf(localpart)))
    throw new MatrixError(400, 'M_EXCLUSIVE', 'That user name is not in the application service’s namespace.');
  return opened(call, accounts.register({ localpart }), request);
}

/** What an account that was made is answered, with a first device unless the request wants none. */
function opened({ matrix: { accounts }, address }: RegistrationCall, userId: string, request: JsonObject): JsonObject {
  if (request.inhibit_login === true) return { user_id: userId };
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
