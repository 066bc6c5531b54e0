import { type Arbitrary, array, constantFrom, nat, oneof, record, tuple, uint8Array } from 'fast-check';

import { anyContent } from './any-content.js';
import { oddText } from './any-strings.js';

/** A request such as nobody in their right mind makes. */
export interface WildRequest {
  readonly method: string;
  readonly endpoint: 'send_future' | 'state_future' | 'futures' | 'token';
  /** What stands in the path for a type, a key or a token, percent-encoded, well or badly. */
  readonly segments: readonly [string, string];
  /** What stands for the room; absent for one that is there. */
  readonly room: string | null;
  /** Parameters as they are written; `null` stands for a timeout far away. */
  readonly query: readonly (readonly [name: string, value: string | null])[];
  readonly body: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Percent-encoding that is none. */
const BAD_ESCAPES = ['%', '%zz', '%f', '%ff', '%c3%28', '%ed%a0%80', '%00', '%u0041'];

const segment = oneof(
  { weight: 3, arbitrary: constantFrom('a') },
  { weight: 2, arbitrary: oddText.map(encodeURIComponent).filter((text) => text !== '' && !/^\.+$/.test(text)) },
  { weight: 1, arbitrary: constantFrom(...BAD_ESCAPES) },
);

const parameter = oneof(
  constantFrom('600000', 'none', '0', '-1', '1e3', '', '[]', '__proto__'),
  constantFrom(...BAD_ESCAPES),
  oddText.map(encodeURIComponent),
);

const NAMES = [
  'future_timeout',
  'future_group_id',
  'future_timeout[]',
  'future_group_id[a]',
  'timeout',
  'access_token',
];

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
const body: Arbitrary<Uint8Array | null> = oneof(
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

/**
 * Requests that hardly anybody makes: any bytes, anywhere. Most have but one or two oddities, since a request in which
 * everything is wrong is refused for the first thing and tells nothing of the others.
 */
export const wildRequests: Arbitrary<WildRequest> = record({
  method: oneof({ weight: 4, arbitrary: constantFrom('PUT') }, constantFrom('POST', 'GET', 'DELETE', 'PATCH')),
  endpoint: oneof(
    { weight: 3, arbitrary: constantFrom('send_future', 'state_future') },
    constantFrom('token', 'futures'),
  ),
  segments: tuple(segment, segment),
  room: oneof({ weight: 6, arbitrary: constantFrom(null) }, segment),
  query: oneof(
    { weight: 3, arbitrary: constantFrom([['future_timeout', null] as const]) },
    array(tuple(constantFrom(...NAMES), parameter), { maxLength: 3 }),
  ),
  body,
  headers: oneof({ weight: 5, arbitrary: constantFrom({}) }, constantFrom(...HEADERS)),
});
