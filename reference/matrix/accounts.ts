import { createHash, timingSafeEqual } from 'node:crypto';

import type { Clock } from '../time/clock.js';
import { MAX_IDENTIFIER_BYTES, isNewLocalpart } from './identifiers.js';
import { MatrixError } from './matrix-error.js';

/** One device of one user, or an application service that acts as a user, as an access token stands for it. */
export interface Session {
  readonly userId: string;
  readonly deviceId: string;
  readonly isGuest: boolean;
  /** Set for application services, whose `deviceId` names no device. */
  readonly isApplicationService?: true;
}

/** What a user shows of themself. */
export interface Profile {
  readonly displayname?: string;
  readonly avatar_url?: string;
}

/** A device as its owner sees it in the list. */
export interface Device {
  readonly deviceId: string;
  displayName: string;
  /** When it made its latest request, in milliseconds since the Unix epoch. */
  readonly lastSeenAt: number;
  /** From where. */
  readonly lastSeenFrom: string;
}

/** What is known of a device that logs in. */
export interface NewDevice {
  /** Made up when left out. */
  readonly deviceId?: string | undefined;
  /** Its own id when left out. */
  readonly displayName?: string | undefined;
  /** The network address that it speaks from. */
  readonly address: string;
}

/** Who may be registered, and with what. */
export interface NewAccount {
  /** The part of the user id before the colon; made up when left out. */
  readonly localpart?: string | undefined;
  readonly password?: string | undefined;
  readonly isGuest?: boolean;
}

interface Account {
  readonly userId: string;
  readonly isGuest: boolean;
  readonly password: SaltedPassword | undefined;
  readonly devices: Map<string, KnownDevice>;
  profile: Profile;
  isDeactivated: boolean;
}

interface KnownDevice extends Device {
  readonly token: string;
  lastSeenAt: number;
  lastSeenFrom: string;
}

interface SaltedPassword {
  readonly salt: string;
  readonly hash: Buffer;
}

/** The users of the homeserver, their devices and access tokens. */
export class Accounts {
  readonly #serverName: string;
  readonly #clock: Clock;
  readonly #randomToken: () => string;
  readonly #accounts = new Map<string, Account>();
  readonly #sessions = new Map<string, Session>();
  readonly #logoutListeners = new Set<(session: Session) => void>();
  readonly #deactivationListeners = new Set<(userId: string) => void>();
  #made = 0;

  constructor(serverName: string, clock: Clock, randomToken: () => string) {
    this.#serverName = serverName;
    this.#clock = clock;
    this.#randomToken = randomToken;
  }

  /** Whether a user id belongs to an account of this homeserver. */
  exists(userId: string): boolean {
    return this.#accounts.has(userId);
  }

  /** Whether a user id belongs to a guest of this homeserver. */
  isGuest(userId: string): boolean {
    return this.#accounts.get(userId)?.isGuest === true;
  }

  /** The user id that a localpart, or a whole user id, means on this homeserver. */
  userIdOf(user: string): string {
    return user.startsWith('@') ? user : `@${user}:${this.#serverName}`;
  }

  /**
   * Says whether a localpart could be registered now.
   *
   * @throws MatrixError 400 `M_INVALID_USERNAME` or `M_USER_IN_USE`
   */
  checkAvailable(localpart: string): void {
    const userId = this.userIdOf(localpart);
    if (!isNewLocalpart(localpart) || Buffer.byteLength(userId) > MAX_IDENTIFIER_BYTES) {
      throw new MatrixError(
        400,
        'M_INVALID_USERNAME',
        'User names consist of a-z, 0-9 and . _ = - / +, 255 bytes with the server.',
      );
    }
    if (this.#accounts.has(userId)) throw new MatrixError(400, 'M_USER_IN_USE', 'That user name is taken.');
  }

  /**
   * Makes an account.
   *
   * @returns its user id
   * @throws MatrixError 400 `M_INVALID_USERNAME` or `M_USER_IN_USE`
   */
  register({ localpart = this.#freeLocalpart(), password, isGuest = false }: NewAccount): string {
    this.checkAvailable(localpart);
    const userId = this.userIdOf(localpart);
    this.#accounts.set(userId, {
      userId,
      isGuest,
      password: password === undefined ? undefined : this.#salted(password),
      devices: new Map(),
      profile: isGuest ? {} : { displayname: localpart },
      isDeactivated: false,
    });
    return userId;
  }

  /**
   * Makes a guest a full account. What stood for the guest is void then.
   *
   * @throws MatrixError 404 when there is no such user
   */
  upgradeGuest(userId: string, password: string): void {
    this.logoutAll(userId);
    const account = this.#accountOf(userId);
    this.#accounts.set(userId, { ...account, isGuest: false, password: this.#salted(password) });
  }

  /** Ends an account for good: its devices are gone, nobody can log in, and its name stays taken. */
  deactivate(userId: string): void {
    this.#accountOf(userId).isDeactivated = true;
    this.logoutAll(userId);
    for (const listener of [...this.#deactivationListeners]) listener(userId);
  }

  /** Why nobody may act as a user any more; `undefined` when they may. */
  refusalOf(userId: string): MatrixError | undefined {
    if (this.#accounts.get(userId)?.isDeactivated !== true) return undefined;
    return new MatrixError(403, 'M_USER_DEACTIVATED', 'The account has been deactivated.');
  }

  /** Whether this is the user's password; unknown users have none. */
  isPassword(userId: string, password: string): boolean {
    const known = this.#accounts.get(userId)?.password;
    return known !== undefined && timingSafeEqual(known.hash, hashOf(known.salt, password));
  }

  /**
   * Gives out an access token for a device, a new one unless a known device is named, whose older token is void then.
   *
   * @returns the token and what it stands for
   */
  openSession(
    userId: string,
    { deviceId = this.#newDeviceId(), displayName = deviceId, address }: NewDevice,
  ): { token: string; session: Session } {
    const account = this.#accountOf(userId);
    const known = account.devices.get(deviceId);
    if (known !== undefined) this.#sessions.delete(known.token);

    const token = this.#randomToken();
    const session: Session = { userId, deviceId, isGuest: account.isGuest };
    this.#sessions.set(token, session);
    account.devices.set(deviceId, {
      deviceId,
      displayName: known?.displayName ?? displayName,
      lastSeenAt: this.#clock.now(),
      lastSeenFrom: address,
      token,
    });
    return { token, session };
  }

  /** What an access token stands for, or `undefined` when it is not valid. */
  sessionOf(token: string): Session | undefined {
    return this.#sessions.get(token);
  }

  /** Notes that a device has made a request. */
  noteSeen({ userId, deviceId }: Session, address: string): void {
    const device = this.#accounts.get(userId)?.devices.get(deviceId);
    if (device === undefined) return;
    device.lastSeenAt = this.#clock.now();
    device.lastSeenFrom = address;
  }

  /** Whether the access token that a session came from is still valid. */
  isOpen(session: Session): boolean {
    if (session.isApplicationService === true) return true;
    const device = this.#accounts.get(session.userId)?.devices.get(session.deviceId);
    return device !== undefined && this.#sessions.get(device.token) === session;
  }

  /** Removes the device of a session and its access token. */
  logout({ userId, deviceId }: Session): void {
    this.removeDevice(userId, deviceId);
  }

  /** Removes one of a user's devices and its access token; harmless when there is none. */
  removeDevice(userId: string, deviceId: string): void {
    const devices = this.#accounts.get(userId)?.devices;
    const device = devices?.get(deviceId);
    const session = device && this.#sessions.get(device.token);
    if (devices === undefined || device === undefined || session === undefined) return;
    devices.delete(deviceId);
    this.#sessions.delete(device.token);
    for (const listener of [...this.#logoutListeners]) listener(session);
  }

  /** Removes all devices of a user. */
  logoutAll(userId: string): void {
    for (const deviceId of [...this.#accountOf(userId).devices.keys()]) this.removeDevice(userId, deviceId);
  }

  /** A user's devices, in the order in which they appeared. */
  devicesOf(userId: string): readonly Device[] {
    return [...this.#accountOf(userId).devices.values()];
  }

  /** One of a user's devices. */
  deviceOf(userId: string, deviceId: string): Device | undefined {
    return this.#accounts.get(userId)?.devices.get(deviceId);
  }

  /** What a user shows of themself; `undefined` when there is no such user. */
  profileOf(userId: string): Profile | undefined {
    return this.#accounts.get(userId)?.profile;
  }

  /** Replaces what a user shows of themself. */
  setProfile(userId: string, profile: Profile): void {
    this.#accountOf(userId).profile = profile;
  }

  /**
   * Calls `listener` after a device is gone.
   *
   * @returns the way to stop that
   */
  onLogout(listener: (session: Session) => void): () => void {
    this.#logoutListeners.add(listener);
    return () => this.#logoutListeners.delete(listener);
  }

  /**
   * Calls `listener` after an account was deactivated.
   *
   * @returns the way to stop that
   */
  onDeactivation(listener: (userId: string) => void): () => void {
    this.#deactivationListeners.add(listener);
    return () => this.#deactivationListeners.delete(listener);
  }

  #accountOf(userId: string): Account {
    const account = this.#accounts.get(userId);
    if (account === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such user.');
    return account;
  }

  #freeLocalpart(): string {
    let localpart: string;
    do {
      this.#made += 1;
      localpart = String(this.#made);
    } while (this.exists(this.userIdOf(localpart)));
    return localpart;
  }

  #newDeviceId(): string {
    return this.#randomToken()
      .replace(/[^A-Za-z]/g, '')
      .toUpperCase()
      .slice(0, 10);
  }

  // A plain salted hash: these accounts live in memory for the length of a test, a slow one would only slow tests.
  #salted(password: string): SaltedPassword {
    const salt = this.#randomToken();
    return { salt, hash: hashOf(salt, password) };
  }
}

function hashOf(salt: string, password: string): Buffer {
  return createHash('sha256').update(salt).update(password).digest();
}
