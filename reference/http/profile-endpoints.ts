import type { Router } from 'express';

import type { Profile } from '../matrix/accounts.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { changeProfile } from '../matrix/profile.js';
import { optionalText } from './body-field.js';
import { checkIsOwn } from './own-user.js';
import { forAnyone, forMember, forUser } from './route.js';

/** What users show of themselves. */
export function addProfileEndpoints(router: Router): void {
  router.get(
    ...forAnyone('/_matrix/client/v3/profile/:userId', ({ matrix, params }) => ({
      ...profileOf(matrix, params.userId),
    })),
  );

  for (const field of ['displayname', 'avatar_url'] as const) {
    router.get(
      ...forAnyone(`/_matrix/client/v3/profile/:userId/${field}`, ({ matrix, params }) => {
        const value = profileOf(matrix, params.userId)[field];
        return value === undefined ? {} : { [field]: value };
      }),
    );

    // Guests may only call themselves something.
    const forOwner = field === 'displayname' ? forUser : forMember;
    router.put(
      ...forOwner(`/_matrix/client/v3/profile/:userId/${field}`, ({ matrix, session, params, body }) => {
        checkIsOwn(session, params.userId);
        const value = optionalText(body(), field);
        // An event has to hold it, together with all that servers add.
        if (value !== undefined && Buffer.byteLength(value) > 1_000) {
          throw new MatrixError(400, 'M_INVALID_PARAM', `${field} can have 1000 bytes.`);
        }
        changeProfile(matrix.accounts, matrix.rooms, session.userId, { [field]: value ?? '' });
        return {};
      }),
    );
  }
}

function profileOf(matrix: Matrix, userId: string): Profile {
  const profile = matrix.accounts.profileOf(userId);
  if (profile === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such user.');
  return profile;
}
