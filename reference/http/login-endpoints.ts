import type { Router } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText, requiredText } from './body-field.js';
import { forAnyone, forUser } from './route.js';

/** Logging in and out. */
export function addLoginEndpoints(router: Router): void {
  router.get(...forAnyone('/_matrix/client/v3/login', () => ({ flows: [{ type: 'm.login.password' }] })));

  router.post(
    ...forAnyone('/_matrix/client/v3/login', ({ matrix: { accounts }, body }) => {
      const request = body();
      if (requiredText(request, 'type') !== 'm.login.password') {
        throw new MatrixError(400, 'M_UNKNOWN', 'The only way to log in is m.login.password.');
      }
      const userId = accounts.userIdOf(userNamedIn(request));
      if (!accounts.isPassword(userId, requiredText(request, 'password'))) {
        throw new MatrixError(403, 'M_FORBIDDEN', 'The user name or the password is wrong.');
      }
      const { token, session } = accounts.openSession(
        userId,
        optionalText(request, 'device_id'),
        optionalText(request, 'initial_device_display_name'),
      );
      return { user_id: userId, access_token: token, device_id: session.deviceId };
    }),
  );

  router.get(
    ...forUser('/_matrix/client/v3/account/whoami', ({ session }) => ({
      user_id: session.userId,
      device_id: session.deviceId,
      is_guest: session.isGuest,
    })),
  );

  router.post(
    ...forUser('/_matrix/client/v3/logout', ({ matrix, session }) => {
      matrix.accounts.logout(session);
      return {};
    }),
  );

  router.post(
    ...forUser('/_matrix/client/v3/logout/all', ({ matrix, session }) => {
      matrix.accounts.logoutAll(session.userId);
      return {};
    }),
  );
}

/** The user whom a login names, by an identifier or in the older way. */
function userNamedIn(request: JsonObject): string {
  const identifier = request.identifier;
  if (typeof identifier !== 'object' || identifier === null) return requiredText(request, 'user');
  const { type } = identifier as JsonObject;
  if (type !== 'm.id.user') throw new MatrixError(400, 'M_UNKNOWN', 'Users are identified by m.id.user alone.');
  return requiredText(identifier as JsonObject, 'user');
}
