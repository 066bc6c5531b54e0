import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  dictionary,
  letrec,
  maxSafeInteger,
  oneof,
} from 'fast-check';

import type { JsonRecord, JsonValue } from '../kit/rooms/matrix-json.js';
import { oddText } from './any-strings.js';

/** Integers at which some machine word ends. */
const EDGES = [2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1, 255, 65_536];

const integers = oneof(constantFrom(0, 1, -1), constantFrom(...EDGES), maxSafeInteger());

const keys = oneof(oddText, constantFrom('', '__proto__', 'constructor', 'label.', 'm.mentions'));

const { content } = letrec<{ value: JsonValue; content: JsonRecord }>((tie) => ({
  content: dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  value: oneof(
    { maxDepth: 4, depthSize: 'small' },
    oddText,
    integers,
    boolean(),
    constant(null),
    array(tie('value'), { maxLength: 3 }),
    tie('content'),
  ),
}));

/** Any content that canonical JSON allows, of a size that no server refuses. */
export const anyContent: Arbitrary<JsonRecord> = content;

/** Where two JSON values differ for the first time: the keys that lead there, and what there is on either side. */
export function firstDifference(
  one: JsonValue | undefined,
  other: JsonValue | undefined,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly one: string; readonly other: string } | undefined {
  if (isTree(one) && isTree(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys) {
      const difference = firstDifference(part(one, key), part(other, key), [...path, key]);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return Object.is(one, other) ? undefined : { path, one: inWords(one), other: inWords(other) };
}

function isTree(value: JsonValue | undefined): value is JsonValue[] | JsonRecord {
  return typeof value === 'object' && value !== null;
}

function part(tree: JsonValue[] | JsonRecord, key: string): JsonValue | undefined {
  return Object.hasOwn(tree, key) ? (tree as JsonRecord)[key] : undefined;
}

/** A value so that all that is in it can be told apart, characters that cannot be seen included. */
export function inWords(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value).replaceAll(/[^\u0020-\u007e]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
