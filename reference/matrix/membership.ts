import { forbidden } from './auth-state.js';
import type { JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import type { Rooms } from './rooms.js';

/** What the membership endpoints do; each sends one `m.room.member` event, or none when things are as asked already. */
export class Membership {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** @throws MatrixError 403 or 404 */
  join(roomId: string, userId: string, reason: JsonObject = {}): void {
    const room = this.#rooms.find(roomId);
    if (room === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such room.');
    if (room.membershipOf(userId) !== 'join') this.#send(roomId, userId, userId, { ...reason, membership: 'join' });
  }

  /** @throws MatrixError 403 or 404 */
  knock(roomId: string, userId: string, reason: JsonObject = {}): void {
    if (this.#rooms.find(roomId) === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such room.');
    this.#send(roomId, userId, userId, { ...reason, membership: 'knock' });
  }

  /** @throws MatrixError 403 */
  leave(roomId: string, userId: string, reason: JsonObject = {}): void {
    const room = this.#rooms.find(roomId);
    const hasLeft = room?.get('m.room.member', userId)?.content.membership === 'leave';
    if (!hasLeft) this.#send(roomId, userId, userId, { ...reason, membership: 'leave' });
  }

  /** @throws MatrixError 403 */
  invite(roomId: string, sender: string, userId: string, reason: JsonObject = {}): void {
    this.#send(roomId, sender, userId, { ...reason, membership: 'invite' });
  }

  /** @throws MatrixError 403 */
  kick(roomId: string, sender: string, userId: string, reason: JsonObject = {}): void {
    const membership = this.#membershipSeenBy(sender, roomId, userId);
    if (!['join', 'invite', 'knock'].includes(membership)) throw forbidden('That user is not in this room.');
    this.#send(roomId, sender, userId, { ...reason, membership: 'leave' });
  }

  /** @throws MatrixError 403 */
  ban(roomId: string, sender: string, userId: string, reason: JsonObject = {}): void {
    this.#send(roomId, sender, userId, { ...reason, membership: 'ban' });
  }

  /** @throws MatrixError 403 */
  unban(roomId: string, sender: string, userId: string, reason: JsonObject = {}): void {
    if (this.#membershipSeenBy(sender, roomId, userId) !== 'ban') throw forbidden('That user is not banned.');
    this.#send(roomId, sender, userId, { ...reason, membership: 'leave' });
  }

  /** @throws MatrixError 400 while the user is in the room */
  forget(roomId: string, userId: string): void {
    const own = this.#rooms.find(roomId)?.get('m.room.member', userId);
    if (own === undefined) throw forbidden('You were never in this room.');
    if (own.content.membership !== 'leave' && own.content.membership !== 'ban') {
      throw new MatrixError(400, 'M_UNKNOWN', 'You have to leave the room first.');
    }
    this.#rooms.forget(userId, roomId);
  }

  /** Who is not in the room learns nothing about others' membership from how a request is refused. */
  #membershipSeenBy(sender: string, roomId: string, userId: string): string {
    const room = this.#rooms.find(roomId);
    if (room?.membershipOf(sender) !== 'join') throw forbidden('You are not in this room.');
    return room.membershipOf(userId);
  }

  #send(roomId: string, sender: string, userId: string, content: JsonObject): void {
    this.#rooms.send({ roomId, sender, type: 'm.room.member', stateKey: userId, content });
  }
}
