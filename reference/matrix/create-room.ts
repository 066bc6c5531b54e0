import { isRoomAlias, isUserId } from './identifiers.js';
import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import type { RoomEvent } from './room-event.js';
import { ROOM_VERSION } from './room-version.js';
import type { Rooms } from './rooms.js';

/** What the presets of `createRoom` stand for. */
const PRESETS = {
  private_chat: { joinRule: 'invite', guestAccess: 'can_join', inviteLevel: 0, equalInvitees: false },
  trusted_private_chat: { joinRule: 'invite', guestAccess: 'can_join', inviteLevel: 0, equalInvitees: true },
  public_chat: { joinRule: 'public', guestAccess: 'forbidden', inviteLevel: 50, equalInvitees: false },
} as const;

interface InitialEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** What a client asks for when it makes a room, with its form judged. */
interface Wishes {
  readonly preset: (typeof PRESETS)[keyof typeof PRESETS];
  readonly alias: string | undefined;
  readonly name: string | undefined;
  readonly topic: string | undefined;
  readonly invite: readonly string[];
  readonly isDirect: boolean;
  readonly creationContent: JsonObject;
  readonly powerLevels: JsonObject;
  readonly initialState: readonly InitialEvent[];
}

/**
 * Makes a room as `POST /createRoom` describes it, or nothing at all.
 *
 * @returns the body of the answer
 * @throws MatrixError 400 when the request is malformed or asks for a room that cannot be
 */
export function createRoom(rooms: Rooms, serverName: string, creator: string, request: JsonObject): JsonObject {
  const wishes = wishesOf(request, serverName);
  if (wishes.alias !== undefined && rooms.roomIdOfAlias(wishes.alias) !== undefined) {
    throw new MatrixError(400, 'M_ROOM_IN_USE', 'That alias is taken.');
  }

  const room = rooms.build((_roomId, put) => {
    const send = (type: string, stateKey: string, content: JsonObject): RoomEvent =>
      put({ sender: creator, type, stateKey, content });
    send('m.room.create', '', { ...wishes.creationContent, room_version: ROOM_VERSION });
    send('m.room.member', creator, { membership: 'join' });
    asInvalidState(() => {
      for (const { type, stateKey, content } of stateOf(wishes, creator)) send(type, stateKey, content);
    });
    for (const userId of wishes.invite) {
      send('m.room.member', userId, { membership: 'invite', ...(wishes.isDirect ? { is_direct: true } : {}) });
    }
  });

  if (wishes.alias === undefined) return { room_id: room.id };
  rooms.setAlias(wishes.alias, room.id);
  return { room_id: room.id, room_alias: wishes.alias };
}

/** The first state of a room: power levels, then the preset, which the request's own events override. */
function stateOf(
  { preset, alias, name, topic, initialState, ...wishes }: Wishes,
  creator: string,
): Iterable<InitialEvent> {
  const events = new Map<string, InitialEvent>();
  const add = (type: string, content: JsonObject, stateKey = ''): void => {
    events.set(JSON.stringify([type, stateKey]), { type, stateKey, content });
  };
  const powerful = preset.equalInvitees ? [creator, ...wishes.invite] : [creator];
  add('m.room.power_levels', {
    ...defaultPowerLevels(powerful),
    invite: preset.inviteLevel,
    ...wishes.powerLevels,
  });
  if (alias !== undefined) add('m.room.canonical_alias', { alias });
  add('m.room.join_rules', { join_rule: preset.joinRule });
  add('m.room.history_visibility', { history_visibility: 'shared' });
  add('m.room.guest_access', { guest_access: preset.guestAccess });
  for (const { type, stateKey, content } of initialState) add(type, content, stateKey);
  if (name !== undefined) add('m.room.name', { name });
  if (topic !== undefined) add('m.room.topic', { topic });
  return events.values();
}

function defaultPowerLevels(powerful: readonly string[]): JsonObject {
  return {
    users: Object.fromEntries(powerful.map((userId) => [userId, 100])),
    users_default: 0,
    events: {
      'm.room.name': 50,
      'm.room.avatar': 50,
      'm.room.canonical_alias': 50,
      'm.room.power_levels': 100,
      'm.room.history_visibility': 100,
      'm.room.encryption': 100,
      'm.room.server_acl': 100,
      'm.room.tombstone': 100,
    },
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
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

function wishesOf(request: JsonObject, serverName: string): Wishes {
  const version = textOf(request, 'room_version');
  if (version !== undefined && version !== ROOM_VERSION) {
    throw new MatrixError(400, 'M_UNSUPPORTED_ROOM_VERSION', `Rooms have version ${ROOM_VERSION} here.`);
  }
  const invite = request.invite ?? [];
  if (!Array.isArray(invite) || !invite.every((userId) => typeof userId === 'string' && isUserId(userId))) {
    throw invalid('invite has to be a list of user ids.');
  }
  const presetName = textOf(request, 'preset') ?? (request.visibility === 'public' ? 'public_chat' : 'private_chat');
  if (!Object.hasOwn(PRESETS, presetName)) throw invalid('There is no such preset.');
  return {
    preset: PRESETS[presetName as keyof typeof PRESETS],
    alias: aliasOf(textOf(request, 'room_alias_name'), serverName),
    name: textOf(request, 'name'),
    topic: textOf(request, 'topic'),
    invite: [...new Set(invite as readonly string[])],
    isDirect: request.is_direct === true,
    creationContent: objectOf(request.creation_content, 'creation_content'),
    powerLevels: objectOf(request.power_level_content_override, 'power_level_content_override'),
    initialState: initialStateOf(request.initial_state),
  };
}

function initialStateOf(value: Json | undefined): InitialEvent[] {
  const events = value ?? [];
  if (!Array.isArray(events)) throw invalid('initial_state has to be a list of events.');
  return (events as readonly Json[]).map((item) => {
    const event = objectOf(item, 'Each event of initial_state');
    const type = textOf(event, 'type');
    if (type === undefined) throw invalid('Each event of initial_state has to have a type.');
    return { type, stateKey: textOf(event, 'state_key') ?? '', content: objectOf(event.content, 'content') };
  });
}

function aliasOf(name: string | undefined, serverName: string): string | undefined {
  if (name === undefined) return undefined;
  const alias = `#${name}:${serverName}`;
  if (!isRoomAlias(alias) || /[\s:]/.test(name)) throw invalid('That is no alias.');
  return alias;
}

function textOf(request: JsonObject, name: string): string | undefined {
  const value = request[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw invalid(`${name} has to be text.`);
  return value;
}

function objectOf(value: Json | undefined, name: string): JsonObject {
  const object = value ?? {};
  if (typeof object !== 'object' || Array.isArray(object)) throw invalid(`${name} has to be an object.`);
  return object as JsonObject;
}

function invalid(message: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', message);
}
