import { isRoomAlias, isUserId } from './identifiers.js';
import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import { type RoomVersion, type RoomVersionName, ROOM_VERSIONS, roomVersionCalled } from './room-version.js';

/** What the presets of `createRoom` stand for. */
const PRESETS = {
  private_chat: { joinRule: 'invite', guestAccess: 'can_join', inviteLevel: 0, equalInvitees: false },
  trusted_private_chat: { joinRule: 'invite', guestAccess: 'can_join', inviteLevel: 0, equalInvitees: true },
  public_chat: { joinRule: 'public', guestAccess: 'forbidden', inviteLevel: 50, equalInvitees: false },
} as const;

/** A state event that a new room is to have. */
export interface InitialEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** What a client asks for when it makes a room, with its form judged. */
export interface RoomWishes {
  readonly version: RoomVersion;
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

/** What the homeserver adds to a request for a room. */
export interface RoomDefaults {
  readonly serverName: string;
  readonly roomVersion: RoomVersionName;
}

/**
 * Reads the body of `POST /createRoom`.
 *
 * @throws MatrixError 400: `M_BAD_JSON` when a field has the wrong type, `M_INVALID_PARAM` when it means nothing, or
 * `M_UNSUPPORTED_ROOM_VERSION`
 */
export function roomWishesIn(request: JsonObject, { serverName, roomVersion }: RoomDefaults): RoomWishes {
  requireThirdParties(request);
  return {
    version: versionIn(request, roomVersion),
    preset: presetIn(request),
    alias: aliasOf(textIn(request, 'room_alias_name'), serverName),
    name: textIn(request, 'name'),
    topic: textIn(request, 'topic'),
    invite: inviteesIn(request),
    isDirect: flagIn(request, 'is_direct'),
    creationContent: objectOf(request.creation_content, 'creation_content'),
    powerLevels: objectOf(request.power_level_content_override, 'power_level_content_override'),
    initialState: listIn(request, 'initial_state').map(initialEvent),
  };
}

function versionIn(request: JsonObject, defaultName: RoomVersionName): RoomVersion {
  const version = roomVersionCalled(textIn(request, 'room_version') ?? defaultName);
  if (version !== undefined) return version;
  const known = Object.keys(ROOM_VERSIONS).join(' or ');
  throw new MatrixError(400, 'M_UNSUPPORTED_ROOM_VERSION', `Rooms have version ${known} here.`);
}

function presetIn(request: JsonObject): RoomWishes['preset'] {
  const visibility = textIn(request, 'visibility') ?? 'private';
  if (visibility !== 'public' && visibility !== 'private') throw invalid('visibility is public or private.');
  const name = textIn(request, 'preset') ?? (visibility === 'public' ? 'public_chat' : 'private_chat');
  if (!Object.hasOwn(PRESETS, name)) throw invalid('There is no such preset.');
  return PRESETS[name as keyof typeof PRESETS];
}

function inviteesIn(request: JsonObject): readonly string[] {
  const invitees = new Set<string>();
  for (const userId of listIn(request, 'invite')) {
    if (typeof userId !== 'string') throw badJson('invite has to be a list of user ids.');
    if (!isUserId(userId)) throw invalid('invite has to be a list of user ids.');
    invitees.add(userId);
  }
  return [...invitees];
}

/** Judges the form of invitations to e-mail addresses and the like, which reach nobody: there is no identity server here. */
function requireThirdParties(request: JsonObject): void {
  for (const item of listIn(request, 'invite_3pid')) {
    const invitee = objectOf(item, 'Each of invite_3pid');
    for (const field of ['id_server', 'id_access_token', 'medium', 'address']) {
      if (textIn(invitee, field) === undefined) throw badJson(`Each of invite_3pid has to have a ${field}.`);
    }
  }
}

function initialEvent(item: Json): InitialEvent {
  const event = objectOf(item, 'Each event of initial_state');
  const type = textIn(event, 'type');
  if (type === undefined) throw badJson('Each event of initial_state has to have a type.');
  return { type, stateKey: textIn(event, 'state_key') ?? '', content: objectOf(event.content, 'content') };
}

function aliasOf(name: string | undefined, serverName: string): string | undefined {
  if (name === undefined) return undefined;
  const alias = `#${name}:${serverName}`;
  if (!isRoomAlias(alias) || /[\s:]/.test(name)) throw invalid('That is no alias.');
  return alias;
}

function textIn(request: JsonObject, name: string): string | undefined {
  const value = request[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw badJson(`${name} has to be text.`);
  return value;
}

function flagIn(request: JsonObject, name: string): boolean {
  const value = request[name] ?? false;
  if (typeof value !== 'boolean') throw badJson(`${name} has to be true or false.`);
  return value;
}

function listIn(request: JsonObject, name: string): readonly Json[] {
  const value = request[name] ?? [];
  if (!Array.isArray(value)) throw badJson(`${name} has to be a list.`);
  return value as readonly Json[];
}

function objectOf(value: Json | undefined, name: string): JsonObject {
  const object = value ?? {};
  if (typeof object !== 'object' || Array.isArray(object)) throw badJson(`${name} has to be an object.`);
  return object as JsonObject;
}

function badJson(message: string): MatrixError {
  return new MatrixError(400, 'M_BAD_JSON', message);
}

function invalid(message: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', message);
}
