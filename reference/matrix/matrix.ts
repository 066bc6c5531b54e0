import { randomBytes } from 'node:crypto';

import type { Clock } from '../time/clock.js';
import { AccountData } from './account-data.js';
import { Accounts, type Session } from './accounts.js';
import { Aliases } from './aliases.js';
import { type ApplicationService, ApplicationServices } from './application-services.js';
import { Filters } from './filters.js';
import { Membership } from './membership.js';
import { Presence } from './presence.js';
import { Receipts } from './receipts.js';
import type { EventDraft, RoomEvent } from './room-event.js';
import { DEFAULT_ROOM_VERSION, type RoomVersionName } from './room-version.js';
import { Rooms, type EventOrigin } from './rooms.js';
import { Stream } from './stream.js';
import { Typing } from './typing.js';

/** What {@link Matrix} can be told. */
export interface MatrixOptions {
  readonly serverName: string;
  readonly clock: Clock;
  /** The version of rooms that are made without naming one; 11 by default. */
  readonly roomVersion?: RoomVersionName | undefined;
  /** The application services that act here; none by default. */
  readonly applicationServices?: readonly ApplicationService[] | undefined;
  /** Whether state that a client sends makes a new event even when it equals the current state; yes by default. */
  readonly sameStateIsNew?: boolean;
}

/** Everything that a homeserver knows and does, without a word about HTTP. */
export class Matrix {
  readonly serverName: string;
  readonly clock: Clock;
  /** The version of rooms that are made without naming one. */
  readonly roomVersion: RoomVersionName;
  readonly stream: Stream;
  readonly accounts: Accounts;
  readonly applicationServices: ApplicationServices;
  readonly rooms: Rooms;
  readonly aliases: Aliases;
  readonly membership: Membership;
  readonly accountData: AccountData;
  readonly filters: Filters;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly presence: Presence;

  constructor({
    serverName,
    clock,
    roomVersion = DEFAULT_ROOM_VERSION,
    applicationServices = [],
    sameStateIsNew = true,
  }: MatrixOptions) {
    this.serverName = serverName;
    this.clock = clock;
    this.roomVersion = roomVersion;
    this.stream = new Stream();
    this.accounts = new Accounts(serverName, clock, randomToken);
    this.applicationServices = new ApplicationServices(applicationServices, this.accounts, randomToken);
    this.rooms = new Rooms({ serverName, clock, accounts: this.accounts, stream: this.stream, sameStateIsNew });
    this.aliases = new Aliases();
    this.membership = new Membership(this.rooms);
    this.accountData = new AccountData(this.stream);
    this.filters = new Filters();
    this.receipts = new Receipts(this.stream, clock);
    this.typing = new Typing(this.stream, clock);
    this.presence = new Presence(this.stream, clock);
    this.rooms.onEvent((event) => this.#endTyping(event));
    this.accounts.onLogout((session) => this.presence.forget(session));
  }

  /**
   * Calls `listener` after an event has entered its room.
   *
   * @returns the way to stop that
   */
  onEvent(listener: (event: RoomEvent, origin: EventOrigin) => void): () => void {
    return this.rooms.onEvent(listener);
  }

  /**
   * Calls `listener` after a room has refused an event.
   *
   * @returns the way to stop that
   */
  onRefusal(listener: (draft: EventDraft, origin: EventOrigin) => void): () => void {
    return this.rooms.onRefusal(listener);
  }

  /**
   * Calls `listener` after a device is gone, by logout or by logout of all devices.
   *
   * @returns the way to stop that
   */
  onLogout(listener: (session: Session) => void): () => void {
    return this.accounts.onLogout(listener);
  }

  /** Calls off every wake-up. */
  close(): void {
    this.typing.close();
  }

  /** Whoever has sent a message or is not in the room types no more. */
  #endTyping(event: RoomEvent): void {
    const room = this.rooms.find(event.room_id);
    if (room === undefined) return;
    if (event.type === 'm.room.message') this.typing.stop(room, event.sender);
    if (event.type === 'm.room.member' && event.state_key !== undefined && event.content.membership !== 'join') {
      this.typing.stop(room, event.state_key);
    }
  }
}

/** An unguessable string of URL-safe characters: 192 random bits. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url');
}
