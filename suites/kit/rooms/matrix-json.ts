import { isDeepStrictEqual } from 'node:util';

/** A JSON value as it came over the wire: anything, until somebody has looked. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A JSON object as it came over the wire. */
export type JsonRecord = { [key: string]: JsonValue };

/** An event as `/sync`, `/messages` and `/event` show it. */
export interface SeenEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly state_key?: string;
  readonly origin_server_ts: number;
  readonly content: JsonRecord;
  readonly unsigned?: JsonRecord;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Looks up a path of keys in a JSON value; `undefined` where it does not exist. */
export function dig(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const key of path) found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function sameJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
