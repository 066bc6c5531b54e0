import type { Matrix } from '../matrix/matrix.js';

/** A user of a mock homeserver on one device. It can be spread into the options of matrix-js-sdk's `createClient`. */
export interface MockUser {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** A user, or just their id. */
export type UserOrId = MockUser | string;

/** How a user is made. */
export interface MockUserOptions {
  /** The password with which they can log in; `secret` by default. It counts when the account is new. */
  readonly password?: string | undefined;
  /** The id of the device; a new one by default. */
  readonly deviceId?: string | undefined;
  /** What the user is called; the name by default. */
  readonly displayName?: string | undefined;
}

/**
 * Logs a user in, who is made if there is none of that name.
 *
 * @param name - the part of the user id before the colon
 * @throws MatrixError when there can be no user of that name
 */
export function logIn({ accounts }: Matrix, name: string, options: MockUserOptions): MockUser {
  const { password = 'secret', deviceId, displayName } = options;
  const userId = accounts.userIdOf(name);
  if (!accounts.exists(userId)) accounts.register({ localpart: name, password });
  if (displayName !== undefined)
    accounts.setProfile(userId, { ...accounts.profileOf(userId), displayname: displayName });
  const { token, session } = accounts.openSession(userId, { deviceId, address: '127.0.0.1' });
  return { userId, deviceId: session.deviceId, accessToken: token };
}

/** The id of a user. */
export function idOf(user: UserOrId): string {
  return typeof user === 'string' ? user : user.userId;
}
