import type { Router } from 'express';

import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText, requiredText } from './body-field.js';
import { checkPasswordStage } from './password-stage.js';
import { forAnyone, forMember, forUser } from './route.js';
import { userNamedIn } from './user-identifier.js';

/** Logging in and out, and for good. */
export function addLoginEndpoints(router: Router): void {
  router.get(...forAnyone('/_matrix/client/v3/login', () => ({ flows: [{ type: 'm.login.password' }] })));

  router.post(
    ...forAnyone('/_matrix/client/v3/login', ({ matrix: { accounts }, body, address }) => {
      const request = body();
      if (requiredText(request, 'type') !== 'm.login.password') {
        throw new MatrixError(400, 'M_UNKNOWN', 'The only way to log in is m.login.password.');
      }
      const userId = accounts.userIdOf(userNamedIn(request));
      if (!accounts.isPassword(userId, requiredText(request, 'password'))) {
        throw new MatrixError(403, 'M_FORBIDDEN', 'The user name or the password is wrong.');
      }
      const refusal = accounts.refusalOf(userId);
      if (refusal !== undefined) throw refusal;
      const { token, session } = accounts.openSession(userId, {
        deviceId: optionalText(request, 'device_id'),
        displayName: optionalText(request, 'initial_device_display_name'),
        address,
      });
      return { user_id: userId, access_token: token, device_id: session.deviceId };
    }),
  );

  router.get(
    ...forUser('/_matrix/client/v3/account/whoami', ({ session }) => ({
      user_id: session.userId,
      ...(session.isApplicationService === true ? {} : { device_id: session.deviceId }),
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

  router.post(
    ...forMember('/_matrix/client/v3/account/deactivate', ({ matrix, session, optionalBody }) => {
      checkPasswordStage(matrix, session, optionalBody());
      matrix.accounts.deactivate(session.userId);
      return { id_server_unbind_result: 'no-support' };
    }),
  );
}
