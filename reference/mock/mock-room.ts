import { createRoom } from '../matrix/create-room.js';
import type { JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import type { Room } from '../matrix/room.js';
import type { RoomEvent } from '../matrix/room-event.js';
import { idOf, type UserOrId } from './mock-user.js';

/** A room of a mock homeserver, seen and changed from within. What is done here is done before the call returns. */
export interface MockRoom {
  readonly roomId: string;
  /**
   * The events of the room, the oldest first.
   *
   * @param type - only those of this type
   */
  events(type?: string): RoomEvent[];
  /** The content of a piece of the room's current state; `undefined` when there is none. */
  state(type: string, stateKey?: string): JsonObject | undefined;
  /** The ids of the users who are in the room, in the order in which they came. */
  members(): string[];
  /**
   * Sends an event as a user, by the rules of the room.
   *
   * @param stateKey - makes it a state event
   * @throws MatrixError when the user may not
   */
  send(sender: UserOrId, type: string, content: JsonObject, stateKey?: string): RoomEvent;
  /** Lets a user in: by an invitation of the room's first member, unless they may join as it is. */
  join(user: UserOrId): void;
  /** Lets a user leave. */
  leave(user: UserOrId): void;
}

/** How a room is made. */
export interface MockRoomOptions {
  /** Who is in it from the beginning, beside whoever makes it. */
  readonly members?: readonly UserOrId[] | undefined;
  /** The state events that everybody in it may send, by their types; those of a call, for instance. */
  readonly openState?: readonly string[] | undefined;
  /** What else the body of `POST /createRoom` says, such as `name`, `preset` or `initial_state`. */
  readonly request?: JsonObject | undefined;
}

/**
 * Makes a room with its members in it.
 *
 * @throws MatrixError when there can be no such room
 */
export function makeRoom(matrix: Matrix, creator: UserOrId, options: MockRoomOptions): MockRoom {
  const { members = [], openState = [], request = {} } = options;
  const events = Object.fromEntries(openState.map((type) => [type, 0]));
  const levels = openState.length === 0 ? {} : { power_level_content_override: { events } };
  const { room_id: roomId } = createRoom(matrix, idOf(creator), { ...levels, ...request });
  const room = lookIntoRoom(matrix, String(roomId));
  for (const member of members) room.join(member);
  return room;
}

/**
 * Looks into a room.
 *
 * @throws Error when there is none
 */
export function lookIntoRoom(matrix: Matrix, roomId: string): MockRoom {
  const found = matrix.rooms.find(roomId);
  if (found === undefined) throw new Error(`there is no room ${roomId}`);
  const room: Room = found;
  return {
    roomId,
    events: (type) =>
      room.timeline.map(({ event }) => event).filter((event) => type === undefined || event.type === type),
    state: (type, stateKey = '') => room.get(type, stateKey)?.content,
    members: () => room.usersWith('join'),
    send: (sender, type, content, stateKey) =>
      matrix.rooms.send({ roomId, sender: idOf(sender), type, stateKey, content }),
    join(user) {
      const [host] = room.usersWith('join');
      const isOpen = room.get('m.room.join_rules', '')?.content.join_rule === 'public';
      if (!isOpen && host !== undefined && room.membershipOf(idOf(user)) === 'leave') {
        matrix.membership.invite(roomId, host, idOf(user));
      }
      matrix.membership.join(roomId, idOf(user));
    },
    leave: (user) => matrix.membership.leave(roomId, idOf(user)),
  };
}
