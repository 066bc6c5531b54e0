/** What one version of rooms does differently from another. */
export interface RoomVersion {
  readonly name: RoomVersionName;
  /** Whether a room is called by the id of the event that created it, instead of by a name under its server's. */
  readonly isNamedByCreation: boolean;
  /** Whether its creators have power that no level expresses and that nobody can take from them. */
  readonly putsCreatorsAboveLevels: boolean;
  /** The level that replacing a room by another takes, when who makes the room does not say. */
  readonly tombstoneLevel: number;
}

/** The name of a room version that the reference homeserver speaks. */
export type RoomVersionName = '11' | '12';

/** The version of new rooms where nobody says otherwise. */
export const DEFAULT_ROOM_VERSION: RoomVersionName = '11';

/**
 * The room versions that the reference homeserver speaks. Their rules decide about power levels, membership and
 * redaction.
 *
 * @see https://spec.matrix.org/latest/rooms/v11/
 * @see https://spec.matrix.org/latest/rooms/v12/
 */
export const ROOM_VERSIONS: Readonly<Record<RoomVersionName, RoomVersion>> = {
  '11': { name: '11', isNamedByCreation: false, putsCreatorsAboveLevels: false, tombstoneLevel: 100 },
  '12': { name: '12', isNamedByCreation: true, putsCreatorsAboveLevels: true, tombstoneLevel: 150 },
};

/** The room version of this name; `undefined` when the reference homeserver does not speak it. */
export function roomVersionCalled(name: unknown): RoomVersion | undefined {
  return typeof name === 'string' && Object.hasOwn(ROOM_VERSIONS, name)
    ? ROOM_VERSIONS[name as RoomVersionName]
    : undefined;
}
