import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '../time/clock.js';
import type { Accounts } from './accounts.js';
import { authorize } from './auth-rules.js';
import { forbidden } from './auth-state.js';
import { checkForm } from './event-form.js';
import { checkGuestAccess, guestsToSendAway } from './guest-access.js';
import { MatrixError } from './matrix-error.js';
import { completedMembership } from './member-content.js';
import { redact, redactionTarget, unjudgedTarget } from './redacting.js';
import { checkRelation } from './relation-rules.js';
import { Room } from './room.js';
import { RoomView } from './room-view.js';
import type { EventDraft, RoomEvent } from './room-event.js';
import type { RoomVersion } from './room-version.js';
import type { Stream } from './stream.js';
import type { EventTransaction, Showing, TimelineEntry, UnsignedFields } from './timeline-entry.js';

/** Who caused an event to enter its room: a client's own request, the homeserver itself, or something that a revision names. */
export type EventOrigin = { readonly kind: 'client' } | { readonly kind: string; readonly [key: string]: unknown };

/** How an event is sent. */
export interface SendOptions {
  /** Handed on to those who listen for events; a client's own request unless given. */
  readonly origin?: EventOrigin | undefined;
  /** Echoed in the event's `unsigned` to that device. */
  readonly transaction?: EventTransaction | undefined;
  /** What else its `unsigned` shows, and to whom. */
  readonly unsigned?: UnsignedFields | undefined;
  /** Who finds it where, of those who may see it; everybody everywhere unless given. */
  readonly isShownTo?: Showing | undefined;
  /** Whether waiting syncs are told of it; yes unless given. */
  readonly wakes?: boolean | undefined;
  /** Its id; a new one unless given. */
  readonly eventId?: string | undefined;
  /** Accept numbers that canonical JSON cannot express. */
  readonly anyNumbers?: boolean | undefined;
  /** Whether the room's rules are asked; yes by default, and only faulty homeservers do otherwise. */
  readonly isJudged?: boolean | undefined;
  /** Whether a redaction takes anything away; it does by default, and only faulty homeservers do otherwise. */
  readonly redacts?: boolean | undefined;
  /** Whether state makes a new event even when it equals the current state; as the homeserver has it unless given. */
  readonly sameStateIsNew?: boolean | undefined;
  /** The time to write on it, in milliseconds since the Unix epoch; the time now unless given. */
  readonly originServerTs?: number | undefined;
}

/** What {@link Rooms} stands on. */
export interface RoomsHost {
  readonly serverName: string;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly stream: Stream;
  /** Whether state that a client sends makes a new event even when it equals the current state. */
  readonly sameStateIsNew: boolean;
}

type EventListener = (event: RoomEvent, origin: EventOrigin) => void;
type RefusalListener = (draft: EventDraft, origin: EventOrigin) => void;

const BY_CLIENT: EventOrigin = { kind: 'client' };
const BY_SERVER: EventOrigin = { kind: 'server' };

/** All rooms of the homeserver, and the one door through which events enter them. */
export class Rooms {
  readonly #host: RoomsHost;
  readonly #rooms = new Map<string, Room>();
  readonly #roomsByUser = new Map<string, Set<Room>>();
  readonly #forgotten = new Map<string, Set<string>>();
  readonly #listeners = new Set<EventListener>();
  readonly #refusalListeners = new Set<RefusalListener>();

  constructor(host: RoomsHost) {
    this.#host = host;
  }

  /**
   * Judges an event by the room's authorization rules as they are now, and puts it in.
   *
   * @throws MatrixError 403 when it is not allowed, or when there is no such room, which is not told apart; 400 or 413
   * when it is malformed; 404 when it redacts something unknown
   */
  send(draft: EventDraft, options: SendOptions = {}): RoomEvent {
    this.checkDraft(draft, options);
    const room = this.#roomOf(draft);
    const { origin = BY_CLIENT } = options;
    const same = this.#sameState(room, draft, options);
    if (same !== undefined) return same;
    const entry = this.#appendOrAnnounceRefusal(room, draft, options, origin);
    this.#publish(room, entry, origin, options.wakes);
    this.#sendGuestsAway(room, entry.event);
    return entry.event;
  }

  /**
   * Judges an event by the room's authorization rules as they are now, without putting it in.
   *
   * @throws MatrixError as {@link send} does
   */
  judge(draft: EventDraft, { anyNumbers }: Pick<SendOptions, 'anyNumbers'> = {}): void {
    this.checkDraft(draft, { anyNumbers });
    this.#judge(this.#roomOf(draft), draft);
  }

  /**
   * Judges the form of an event alone: numbers that canonical JSON can express, and sizes.
   *
   * @throws MatrixError 400 `M_BAD_JSON` or 413 `M_TOO_LARGE`
   */
  checkDraft(draft: EventDraft, { anyNumbers = false }: { readonly anyNumbers?: boolean | undefined } = {}): void {
    checkForm(draft, anyNumbers);
  }

  /**
   * Makes a room by sending its first events. If one of them is refused, there is no room and nobody learns of it.
   *
   * @param compose - sends the events, the first of them `m.room.create`
   */
  build(version: RoomVersion, compose: (put: (event: Omit<EventDraft, 'roomId'>) => RoomEvent) => void): Room {
    const createId = newEventId();
    const room = new Room(version.isNamedByCreation ? `!${createId.slice(1)}` : newRoomId(this.#host.serverName));
    const entries: TimelineEntry[] = [];
    compose((event) => {
      const draft: EventDraft = { roomId: room.id, ...event };
      this.checkDraft(draft);
      const entry = this.#append(room, draft, {}, entries.length === 0 ? createId : newEventId());
      entries.push(entry);
      return entry.event;
    });
    this.#rooms.set(room.id, room);
    for (const entry of entries) this.#index(room, entry.event);
    for (const entry of entries) this.#announce(entry.event, BY_CLIENT);
    this.#wake(room);
    return room;
  }

  /** All rooms, in the order in which they were made. */
  all(): Iterable<Room> {
    return this.#rooms.values();
  }

  /** The room with this id. */
  find(roomId: string): Room | undefined {
    return this.#rooms.get(roomId);
  }

  /** Whether a user is in a room now. */
  isJoined(roomId: string, userId: string): boolean {
    return this.#rooms.get(roomId)?.membershipOf(userId) === 'join';
  }

  /** The current state event of a room. */
  currentState(roomId: string, type: string, stateKey: string): RoomEvent | undefined {
    return this.#rooms.get(roomId)?.get(type, stateKey);
  }

  /** Every room in which a user has or had a membership. */
  roomsOf(userId: string): Iterable<Room> {
    return this.#roomsByUser.get(userId) ?? [];
  }

  /** The rooms in which a user is now. */
  joinedRooms(userId: string): Room[] {
    return [...this.roomsOf(userId)].filter((room) => room.membershipOf(userId) === 'join');
  }

  /** Whether two users are in a common room now. */
  areAcquainted(userId: string, otherUserId: string): boolean {
    return userId === otherUserId || this.joinedRooms(userId).some((room) => room.membershipOf(otherUserId) === 'join');
  }

  /** Every user who is in a room with this one, themself included. */
  acquaintancesOf(userId: string): Set<string> {
    return new Set([userId, ...this.joinedRooms(userId).flatMap((room) => room.usersWith('join'))]);
  }

  /** Every user who has come into a room with this one after a position, or into whose room this one has come. */
  newAcquaintancesOf(userId: string, position: number): Set<string> {
    const changed = this.joinedRooms(userId).filter((room) => room.position > position);
    return new Set(
      changed.flatMap((room) => {
        const hasCome = (member: string): boolean => room.membershipAt(position, member) !== 'join';
        const members = room.usersWith('join');
        return hasCome(userId) ? members : members.filter(hasCome);
      }),
    );
  }

  /** Hides a room that a user has left, until a new membership brings it back. */
  forget(userId: string, roomId: string): void {
    const forgotten = this.#forgotten.get(userId);
    if (forgotten === undefined) this.#forgotten.set(userId, new Set([roomId]));
    else forgotten.add(roomId);
  }

  /** Whether a user has forgotten a room. */
  hasForgotten(userId: string, roomId: string): boolean {
    return this.#forgotten.get(userId)?.has(roomId) === true;
  }

  /**
   * What a user may see of a room.
   *
   * @throws MatrixError 403 `M_FORBIDDEN` when that is nothing, or when there is no such room, which is not told apart
   */
  viewOf(roomId: string, userId: string): { room: Room; view: RoomView } {
    const room = this.#rooms.get(roomId);
    const view = room === undefined || this.hasForgotten(userId, roomId) ? undefined : RoomView.of(room, userId);
    if (room === undefined || view === undefined) throw forbidden('You are not in this room.');
    return { room, view };
  }

  /**
   * An event that a user may see, their own membership included, whatever else they may see of the room.
   *
   * @throws MatrixError 404 `M_NOT_FOUND` when there is no such event, or room, or it is not theirs to see, which is not
   * told apart
   */
  visibleEvent(roomId: string, eventId: string, userId: string): { room: Room; view: RoomView; entry: TimelineEntry } {
    const room = this.hasForgotten(userId, roomId) ? undefined : this.#rooms.get(roomId);
    const view = room && RoomView.ofOwnMembership(room, userId);
    const entry = room?.entry(eventId);
    if (room === undefined || view === undefined || entry === undefined || !view.canSee(entry)) {
      throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such event.');
    }
    return { room, view, entry };
  }

  /**
   * Calls `listener` after an event has entered its room.
   *
   * @returns the way to stop that
   */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls `listener` after a room has refused an event.
   *
   * @returns the way to stop that
   */
  onRefusal(listener: RefusalListener): () => void {
    this.#refusalListeners.add(listener);
    return () => this.#refusalListeners.delete(listener);
  }

  #sameState(room: Room, draft: EventDraft, options: SendOptions): RoomEvent | undefined {
    const { sameStateIsNew = this.#host.sameStateIsNew } = options;
    if (sameStateIsNew || draft.stateKey === undefined) return undefined;
    const current = room.get(draft.type, draft.stateKey);
    const isSame =
      current !== undefined && current.sender === draft.sender && isDeepStrictEqual(current.content, draft.content);
    if (!isSame) return undefined;
    authorize(draft, room);
    return current;
  }

  #roomOf({ roomId }: EventDraft): Room {
    const room = this.#rooms.get(roomId);
    if (room === undefined) throw forbidden('You are not in this room.');
    return room;
  }

  /** Answers the event as the server completes it, and what it redacts. */
  #judge(room: Room, draft: EventDraft): { completed: EventDraft; target: TimelineEntry | undefined } {
    const { accounts } = this.#host;
    const completed = completedMembership(draft, room, accounts, (roomId, userId) => this.isJoined(roomId, userId));
    authorize(completed, room);
    checkGuestAccess(completed, room, (userId) => accounts.isGuest(userId));
    checkRelation(completed, room);
    return { completed, target: redactionTarget(completed, room) };
  }

  #appendOrAnnounceRefusal(room: Room, draft: EventDraft, options: SendOptions, origin: EventOrigin): TimelineEntry {
    try {
      return this.#append(room, draft, options);
    } catch (refusal) {
      for (const listener of [...this.#refusalListeners]) listener(draft, origin);
      throw refusal;
    }
  }

  #append(
    room: Room,
    draft: EventDraft,
    options: SendOptions,
    eventId = options.eventId ?? newEventId(),
  ): TimelineEntry {
    const { clock, stream } = this.#host;
    const { completed, target } =
      options.isJudged === false ? { completed: draft, target: unjudgedTarget(draft, room) } : this.#judge(room, draft);
    const { sender, type, stateKey, content } = completed;
    const entry: TimelineEntry = {
      event: {
        event_id: eventId,
        room_id: room.id,
        sender,
        type,
        ...(stateKey === undefined ? {} : { state_key: stateKey }),
        origin_server_ts: options.originServerTs ?? clock.now(),
        content,
      },
      position: stream.next(),
      replaces: stateKey === undefined ? undefined : room.history(type, stateKey).at(-1),
      transaction: options.transaction,
      unsigned: options.unsigned,
      isShownTo: options.isShownTo,
      redactedBecause: undefined,
    };
    room.append(entry);
    if (target !== undefined && options.redacts !== false) redact(target, entry);
    return entry;
  }

  #publish(room: Room, { event }: TimelineEntry, origin: EventOrigin, wakes = true): void {
    this.#index(room, event);
    this.#announce(event, origin);
    if (wakes) this.#wake(room, event.type === 'm.room.member' ? event.state_key : undefined);
  }

  #sendGuestsAway(room: Room, event: RoomEvent): void {
    for (const guest of guestsToSendAway(event, room, (userId) => this.#host.accounts.isGuest(userId))) {
      const content = { membership: 'leave' };
      const leave = { roomId: room.id, sender: guest, type: 'm.room.member', stateKey: guest, content };
      this.send(leave, { origin: BY_SERVER });
    }
  }

  #index(room: Room, { type, state_key: userId }: RoomEvent): void {
    if (type !== 'm.room.member' || userId === undefined) return;
    const rooms = this.#roomsByUser.get(userId);
    if (rooms === undefined) this.#roomsByUser.set(userId, new Set([room]));
    else rooms.add(room);
    this.#forgotten.get(userId)?.delete(room.id);
  }

  #announce(event: RoomEvent, origin: EventOrigin): void {
    for (const listener of [...this.#listeners]) listener(event, origin);
  }

  #wake(room: Room, affected?: string): void {
    const users = [...room.usersWith('join'), ...(affected === undefined ? room.usersWith('invite') : [affected])];
    this.#host.stream.wake(users);
  }
}

/** Made up: as long as the hashes that other homeservers take, and as hard to guess. */
function newEventId(): string {
  return `$${randomBytes(32).toString('base64url')}`;
}

function newRoomId(serverName: string): string {
  return `!${randomBytes(18).toString('base64url')}:${serverName}`;
}
