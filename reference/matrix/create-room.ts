import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import type { Matrix } from './matrix.js';
import type { RoomEvent } from './room-event.js';
import { type InitialEvent, type RoomWishes, roomWishesIn } from './room-wishes.js';

/**
 * Makes a room as `POST /createRoom` describes it, or nothing at all.
 *
 * @returns the body of the answer
 * @throws MatrixError 400 when the request is malformed or asks for a room that cannot be
 */
export function createRoom(matrix: Matrix, creator: string, request: JsonObject): JsonObject {
  const wishes = roomWishesIn(request, { serverName: matrix.serverName, roomVersion: matrix.roomVersion });
  if (wishes.alias !== undefined && matrix.aliases.get(wishes.alias) !== undefined) {
    throw new MatrixError(400, 'M_ROOM_IN_USE', 'That alias is taken.');
  }

  const room = matrix.rooms.build(wishes.version, (put) => {
    const send = (type: string, stateKey: string, content: JsonObject): RoomEvent =>
      put({ sender: creator, type, stateKey, content });
    send('m.room.create', '', creationContent(wishes));
    send('m.room.member', creator, { membership: 'join' });
    asInvalidState(() => {
      for (const { type, stateKey, content } of stateOf(wishes, creator)) send(type, stateKey, content);
    });
    for (const userId of wishes.invite) {
      send('m.room.member', userId, { membership: 'invite', ...(wishes.isDirect ? { is_direct: true } : {}) });
    }
  });

  if (wishes.alias === undefined) return { room_id: room.id };
  matrix.aliases.set(wishes.alias, room.id, creator);
  return { room_id: room.id, room_alias: wishes.alias };
}

function creationContent({ version, preset, invite, creationContent: asked }: RoomWishes): JsonObject {
  const content = { ...asked, room_version: version.name };
  const sharesPower = version.putsCreatorsAboveLevels && preset.equalInvitees && invite.length > 0;
  // What is no list is left as it is, for the room's rules to refuse.
  const creators: Json = 'additional_creators' in asked ? (asked.additional_creators ?? null) : [];
  if (!sharesPower || !Array.isArray(creators)) return content;
  return { ...content, additional_creators: [...new Set([...(creators as readonly Json[]), ...invite])] };
}

/** The first state of a room: power levels, then the preset, which the request's own events override. */
function stateOf(wishes: RoomWishes, creator: string): Iterable<InitialEvent> {
  const { preset, alias, name, topic, initialState } = wishes;
  const events = new Map<string, InitialEvent>();
  const add = (type: string, content: JsonObject, stateKey = ''): void => {
    events.set(JSON.stringify([type, stateKey]), { type, stateKey, content });
  };
  add('m.room.power_levels', { ...defaultPowerLevels(wishes, creator), ...wishes.powerLevels });
  if (alias !== undefined) add('m.room.canonical_alias', { alias });
  add('m.room.join_rules', { join_rule: preset.joinRule });
  add('m.room.history_visibility', { history_visibility: 'shared' });
  add('m.room.guest_access', { guest_access: preset.guestAccess });
  for (const { type, stateKey, content } of initialState) add(type, content, stateKey);
  if (name !== undefined) add('m.room.name', { name });
  if (topic !== undefined) add('m.room.topic', { topic });
  return events.values();
}

function defaultPowerLevels({ version, preset, invite }: RoomWishes, creator: string): JsonObject {
  const powerful = preset.equalInvitees ? [creator, ...invite] : [creator];
  const users = version.putsCreatorsAboveLevels ? [] : powerful;
  return {
    users: Object.fromEntries(users.map((userId) => [userId, 100])),
    users_default: 0,
    events: {
      'm.room.name': 50,
      'm.room.avatar': 50,
      'm.room.canonical_alias': 50,
      'm.room.power_levels': 100,
      'm.room.history_visibility': 100,
      'm.room.encryption': 100,
      'm.room.server_acl': 100,
      'm.room.tombstone': version.tombstoneLevel,
    },
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
    invite: preset.inviteLevel,
  };
}

/** State that the request asks for and that its own rules forbid makes the request itself invalid. */
function asInvalidState(send: () => void): void {
  try {
    send();
  } catch (error) {
    if (!(error instanceof MatrixError) || error.status !== 403) throw error;
    throw new MatrixError(400, 'M_INVALID_ROOM_STATE', error.message);
  }
}
