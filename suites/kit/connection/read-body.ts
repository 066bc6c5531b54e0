import { createHash } from 'node:crypto';

import { type JsonValue, isRecord } from '../rooms/matrix-json.js';

/** A longer body is not kept as a whole, in characters: more than an ordinary answer has. */
const LONG_BODY = 262_144;

/** How much of one string in such a body is kept, in characters: a whole event has no more. */
const LONGEST_STRING = 65_536;

/** How deep such a body is looked into: no homeserver's goes deeper. */
const DEEPEST = 100;

/** What stands where something was cut off. */
const CUT = '…';

/** What a body was before it was cut. */
export interface WholeBody {
  readonly bytes: number;
  readonly sha256: string;
}

/** The body of an answer, as long as somebody may want to judge it. */
export interface ReadBody {
  readonly text: string;
  /** It read as JSON; `undefined` when it is none. */
  readonly json: JsonValue | undefined;
  /** What it was, where it is not kept as a whole. */
  readonly whole: WholeBody | undefined;
}

/**
 * Reads a body. Hundreds of checks hold answers at the same time: of a huge one all that is JSON stays, but for the rest of
 * strings that are longer than an event, and of a huge text the beginning.
 */
export function readBody(text: string): ReadBody {
  const json = parsed(text);
  if (text.length <= LONG_BODY) return { text, json, whole: undefined };
  const whole = wholeOf(text);
  if (json === undefined) return { text: beginningOf(text, LONG_BODY), json, whole };
  const kept = abridged(json, 0);
  return { text: JSON.stringify(kept), json: kept, whole };
}

/** The length and the hash of a body. */
export function wholeOf(text: string): WholeBody {
  return { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

/** The beginning of a text, with nothing in it that keeps the whole text in memory, as a slice of it does. */
export function beginningOf(text: string, length: number): string {
  return `${Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le')}${CUT}`;
}

function abridged(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return value.length > LONGEST_STRING ? beginningOf(value, LONGEST_STRING) : value;
  if (depth > DEEPEST && typeof value === 'object') return CUT;
  if (Array.isArray(value)) return value.map((item) => abridged(item, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, abridged(item as JsonValue, depth + 1)]),
  );
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
