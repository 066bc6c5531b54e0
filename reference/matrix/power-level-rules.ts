import { forbidden } from './auth-state.js';
import { isUserId } from './identifiers.js';
import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import type { EventDraft, RoomEvent } from './room-event.js';

const SINGLE_LEVELS = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'] as const;

/** What a change of power levels is judged by. */
export interface PowerBefore {
  /** The power levels that are to be replaced, if there are any. */
  readonly before: RoomEvent | undefined;
  /** The sender's power level before the change. */
  readonly level: number;
  /** The creators of the room whose power no level expresses. */
  readonly creators: ReadonlySet<string>;
}

/**
 * Judges a change of a room's power levels by the rules of its version: nobody gives or takes more than they have.
 *
 * @throws MatrixError 403 `M_FORBIDDEN`, or 400 `M_BAD_JSON` when the content is malformed
 */
export function authorizePowerLevels(draft: EventDraft, { before, level, creators }: PowerBefore): void {
  checkForm(draft.content);
  checkNamesNoCreator(draft.content, creators);
  if (before === undefined) return;

  for (const name of SINGLE_LEVELS) checkChange(before.content[name], draft.content[name], level);
  for (const name of ['events', 'notifications'] as const) {
    for (const [old, now] of changesBetween(before.content[name], draft.content[name])) checkChange(old, now, level);
  }
  for (const [old, now, userId] of changesBetween(before.content.users, draft.content.users)) {
    const isOwn = userId === draft.sender;
    if (!isOwn && typeof old === 'number' && old >= level) throw forbidden('That user has as much power as you.');
    checkChange(isOwn ? undefined : old, now, level);
  }
}

function checkForm(content: JsonObject): void {
  for (const name of SINGLE_LEVELS) {
    if (content[name] !== undefined && !Number.isInteger(content[name]))
      throw malformed(`${name} has to be an integer.`);
  }
  for (const name of ['events', 'notifications', 'users'] as const) {
    const levels = content[name];
    if (levels === undefined) continue;
    if (typeof levels !== 'object' || levels === null || Array.isArray(levels))
      throw malformed(`${name} has to be an object.`);
    for (const [key, value] of Object.entries(levels)) {
      if (!Number.isInteger(value)) throw malformed(`Every level in ${name} has to be an integer.`);
      if (name === 'users' && !isUserId(key)) throw malformed('Every key in users has to be a user id.');
    }
  }
}

function checkNamesNoCreator(content: JsonObject, creators: ReadonlySet<string>): void {
  if (creators.size === 0) return;
  if ([...dictionaryOf(content.users).keys()].some((userId) => creators.has(userId)))
    throw malformed('The creators of this room have all power, and may not be given a level.');
}

function checkChange(old: Json | undefined, now: Json | undefined, level: number): void {
  if (old === now) return;
  if (typeof old === 'number' && old > level) throw forbidden('You cannot change a power level above your own.');
  if (typeof now === 'number' && now > level) throw forbidden('You cannot set a power level above your own.');
}

/** What differs between two dictionaries of levels, as `[before, after, key]`. */
function* changesBetween(
  before: Json | undefined,
  after: Json | undefined,
): Iterable<[Json | undefined, Json | undefined, string]> {
  const old = dictionaryOf(before);
  const now = dictionaryOf(after);
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    if (old.get(key) !== now.get(key)) yield [old.get(key), now.get(key), key];
  }
}

function dictionaryOf(value: Json | undefined): ReadonlyMap<string, Json> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function malformed(message: string): MatrixError {
  return new MatrixError(400, 'M_BAD_JSON', message);
}
