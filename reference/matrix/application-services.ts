import type { Accounts, Session } from './accounts.js';
import { isNewLocalpart } from './identifiers.js';
import { MatrixError } from './matrix-error.js';

/** A service that acts on the homeserver with a token of its own: as its own user, and as all users of its namespace. */
export interface ApplicationService {
  /** The access token by which the homeserver knows it. */
  readonly asToken: string;
  /** The part before the colon of the user id of its own user, whom the homeserver makes. */
  readonly senderLocalpart: string;
  /** What the whole user ids begin with, or consist of, that it may act as and register; nobody's unless given. */
  readonly userNamespace?: RegExp;
  /** Whether only the service may register users of its namespace; others may, too, unless given. */
  readonly isExclusive?: boolean;
}

/** An application service that is registered, and what it may do. */
export class RegisteredService {
  readonly #service: ApplicationService;
  readonly #accounts: Accounts;
  readonly #deviceId: string;
  readonly #senderId: string;

  constructor(service: ApplicationService, accounts: Accounts, deviceId: string) {
    this.#service = service;
    this.#accounts = accounts;
    this.#deviceId = deviceId;
    this.#senderId = accounts.register({ localpart: service.senderLocalpart });
  }

  /** Whether a user id lies in its namespace. */
  covers(userId: string): boolean {
    const { userNamespace } = this.#service;
    return userNamespace !== undefined && userId.search(userNamespace) === 0;
  }

  /** Whether nobody else may register a user id. */
  claims(userId: string): boolean {
    return userId === this.#senderId || (this.#service.isExclusive === true && this.covers(userId));
  }

  /**
   * What its token stands for in a request.
   *
   * @param userId - whom the request names as the one to act as; its own user unless given
   * @throws MatrixError 403 `M_FORBIDDEN` when it may not act as that user, or when there is no such user
   */
  sessionAs(userId: string = this.#senderId): Session {
    if (userId !== this.#senderId && !this.covers(userId))
      throw new MatrixError(403, 'M_FORBIDDEN', 'The application service may not act as that user.');
    if (!this.#accounts.exists(userId))
      throw new MatrixError(403, 'M_FORBIDDEN', 'The application service has not registered that user.');
    return { userId, deviceId: this.#deviceId, isGuest: false, isApplicationService: true };
  }
}

/** The application services that the homeserver knows. They are there from its beginning, and stay. */
export class ApplicationServices {
  readonly #byToken = new Map<string, RegisteredService>();

  /**
   * @param newDeviceId - makes up the name by which what a service does is told from what devices do
   * @throws RangeError when two of them cannot be told apart, or one has no proper user
   */
  constructor(services: readonly ApplicationService[], accounts: Accounts, newDeviceId: () => string) {
    for (const service of services) {
      const { asToken, senderLocalpart } = service;
      if (asToken === '' || this.#byToken.has(asToken))
        throw new RangeError('every application service takes a token of its own');
      if (!isNewLocalpart(senderLocalpart) || accounts.exists(accounts.userIdOf(senderLocalpart)))
        throw new RangeError(`${senderLocalpart} cannot be the user of an application service`);
      this.#byToken.set(asToken, new RegisteredService(service, accounts, newDeviceId()));
    }
  }

  /** The service with this token. */
  withToken(token: string): RegisteredService | undefined {
    return this.#byToken.get(token);
  }

  /**
   * Says whether a user id may be registered by somebody who is no application service.
   *
   * @throws MatrixError 400 `M_EXCLUSIVE`
   */
  checkIsFree(userId: string): void {
    for (const service of this.#byToken.values()) {
      if (service.claims(userId))
        throw new MatrixError(400, 'M_EXCLUSIVE', 'That user name is an application service’s.');
    }
  }
}
