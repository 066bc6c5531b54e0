import type { Json, JsonObject } from './json.js';

/** What has a power level of its own, with the level it needs when the room says nothing about it. */
const ACTION_DEFAULTS = { ban: 50, kick: 50, redact: 50, invite: 0 } as const;

/** An action whose power level a room can set. */
export type GuardedAction = keyof typeof ACTION_DEFAULTS;

/** Whose power in a room comes from having made it. */
export interface RoomMakers {
  /** Who sent `m.room.create`, and has the highest level while the room has no power levels. */
  readonly maker: string;
  /** The creators whose power no level expresses; nobody before room version 12. */
  readonly creatorsAbove: ReadonlySet<string>;
}

/** Who may do what in a room, by its `m.room.power_levels` event or, while there is none, by the defaults. */
export class PowerLevels {
  readonly #content: JsonObject | undefined;
  readonly #makers: RoomMakers;

  /** @param content - of the room's `m.room.power_levels`; `undefined` when it has none */
  constructor(content: JsonObject | undefined, makers: RoomMakers) {
    this.#content = content;
    this.#makers = makers;
  }

  /** The level of a user; infinite for those who are above all levels. */
  ofUser(userId: string): number {
    if (this.#makers.creatorsAbove.has(userId)) return Infinity;
    if (this.#content === undefined) return userId === this.#makers.maker ? 100 : 0;
    return entryOf(this.#content.users, userId) ?? integerOf(this.#content.users_default) ?? 0;
  }

  /** The level that sending an event takes. */
  toSend(type: string, isState: boolean): number {
    if (this.#content === undefined) return 0;
    const own = entryOf(this.#content.events, type);
    if (own !== undefined) return own;
    return isState ? (integerOf(this.#content.state_default) ?? 50) : (integerOf(this.#content.events_default) ?? 0);
  }

  /** The level that an action takes. */
  to(action: GuardedAction): number {
    return integerOf(this.#content?.[action]) ?? ACTION_DEFAULTS[action];
  }
}

/** Looks a level up by a name that users choose, `constructor` and `__proto__` included. */
export function entryOf(dictionary: Json | undefined, name: string): number | undefined {
  if (typeof dictionary !== 'object' || dictionary === null || !Object.hasOwn(dictionary, name)) return undefined;
  return integerOf((dictionary as JsonObject)[name]);
}

function integerOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
