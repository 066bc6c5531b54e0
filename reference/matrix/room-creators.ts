import { isUserId } from './identifiers.js';
import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import { roomVersionCalled } from './room-version.js';
import { isServerName } from './server-name.js';

/** What an `m.room.create` event says about who made the room. */
export interface Creation {
  readonly sender: string;
  readonly content: JsonObject;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The users above all power levels of a room: its creators, where its version puts them there, and else nobody. */
export function creatorsAboveLevels(creation: Creation | undefined): ReadonlySet<string> {
  if (creation === undefined) return NOBODY;
  const { sender, content } = creation;
  if (roomVersionCalled(content.room_version)?.putsCreatorsAboveLevels !== true) return NOBODY;
  return new Set([sender, ...additionalCreators(content.additional_creators)]);
}

/**
 * Judges whom an `m.room.create` event names as creators beside its sender.
 *
 * @throws MatrixError 400 `M_BAD_JSON`
 */
export function checkCreators({ room_version: version, additional_creators: creators }: JsonObject): void {
  if (creators === undefined || roomVersionCalled(version)?.putsCreatorsAboveLevels !== true) return;
  if (Array.isArray(creators) && (creators as readonly Json[]).every(isWholeUserId)) return;
  throw new MatrixError(400, 'M_BAD_JSON', 'additional_creators has to be a list of user ids.');
}

function additionalCreators(creators: Json | undefined): readonly string[] {
  return Array.isArray(creators) ? (creators as readonly Json[]).filter(isWholeUserId) : [];
}

function isWholeUserId(value: Json): value is string {
  return typeof value === 'string' && isUserId(value) && isServerName(value.slice(value.indexOf(':') + 1));
}
