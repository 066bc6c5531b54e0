import { type Arbitrary, array, constantFrom, nat, oneof, tuple, uint8Array } from 'fast-check';

import { anyContent } from './any-content.js';
import { oddText } from './any-strings.js';

/** Percent-encoding that is none. */
const BAD_ESCAPES = ['%', '%zz', '%f', '%ff', '%c3%28', '%ed%a0%80', '%00', '%u0041'];

/** What stands in a path for a name, percent-encoded, well or badly. */
export const wildSegment: Arbitrary<string> = oneof(
  { weight: 3, arbitrary: constantFrom('a') },
  { weight: 2, arbitrary: oddText.map(encodeURIComponent).filter((text) => text !== '' && !/^\.+$/.test(text)) },
  { weight: 1, arbitrary: constantFrom(...BAD_ESCAPES) },
);

/** A value of a parameter as it is written. */
export const wildParameter: Arbitrary<string> = oneof(
  constantFrom('600000', 'none', '0', '-1', '1e3', '', '[]', '__proto__'),
  constantFrom(...BAD_ESCAPES),
  oddText.map(encodeURIComponent),
);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** JSON that is well-formed and nested deeper than any event. */
const deep = tuple(constantFrom(10, 350, 3_000), constantFrom('[]', '{}')).map(([depth, [open, close]]) =>
  open === '['
    ? `{"deep":${'['.repeat(depth)}${(close ?? '').repeat(depth)}}`
    : `${'{"deep":'.repeat(depth)}1${(close ?? '').repeat(depth)}`,
);

const FRAGMENTS = [
  'null',
  '[]',
  '"text"',
  '1e999',
  '{"a":1,"a":2}',
  '{"a":',
  '{"n":0.5}',
  '\ufeff{}',
  '{"__proto__":{}}',
];

/** Whole bodies, bodies that break off, bodies with bytes in them that do not belong there, and no bodies at all. */
export const wildBody: Arbitrary<Uint8Array | null> = oneof(
  constantFrom(encode('{}')),
  anyContent.map((content) => encode(JSON.stringify(content))),
  deep.map(encode),
  constantFrom(...FRAGMENTS).map(encode),
  tuple(anyContent, nat({ max: 60 })).map(([content, length]) => encode(JSON.stringify(content)).slice(0, length)),
  tuple(anyContent, uint8Array({ minLength: 1, maxLength: 3 }), nat({ max: 20 })).map(([content, bytes, at]) => {
    const whole = encode(JSON.stringify(content));
    return Uint8Array.from([...whole.slice(0, at), ...bytes, ...whole.slice(at)]);
  }),
  uint8Array({ maxLength: 40 }),
  constantFrom(null),
);

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'application/json; charset=x-none' },
  { authorization: 'Basic YTpi' },
  { authorization: 'Bearer' },
  { accept: 'image/png' },
];

/** Headers that do not belong there, and mostly none. */
export const wildHeaders: Arbitrary<Readonly<Record<string, string>>> = oneof(
  { weight: 5, arbitrary: constantFrom({}) },
  constantFrom(...HEADERS),
);

/** Parameters with some of these names and any values, and mostly those of an ordinary request. */
export function wildQuery(
  names: readonly string[],
  usual: readonly (readonly [name: string, value: string | null])[],
): Arbitrary<readonly (readonly [name: string, value: string | null])[]> {
  return oneof(
    { weight: 3, arbitrary: constantFrom(usual) },
    array(tuple(constantFrom(...names), wildParameter), { maxLength: 3 }),
  );
}

/** Whether a path can be decoded: proxies answer malformed escapes themselves, and not in Matrix's manner. */
export function isWellFormed(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\u0000');
  } catch {
    return false;
  }
}

/** Bytes as text, those that are none of it as escapes; cut where they go on and on. */
export function bytesInWords(bytes: Uint8Array): string {
  const text = Array.from(bytes.slice(0, 200), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
  return bytes.length > 200 ? `${text}… (${bytes.length} bytes)` : text;
}
