import { type Arbitrary, array, constantFrom, nat, oneof, record, tuple, uint8Array } from 'fast-check';

import { isMatrixError } from '../kit/checks/context.js';
import type { Wrong } from '../kit/checks/discrepancy.js';
import { NoAnswer } from '../kit/checks/verdict.js';
import type { Answer } from '../kit/connection/answer.js';
import type { Room } from '../kit/rooms/room.js';
import { roomPath, type User } from '../kit/rooms/user.js';
import { anyContent } from './any-content.js';
import { oddText } from './any-strings.js';

const METHODS = ['PUT', 'POST', 'GET', 'DELETE', 'PATCH'] as const;

/** Percent-encoding that is none. */
const BAD_ESCAPES = ['%', '%zz', '%f', '%ff', '%c3%28', '%ed%a0%80', '%00', '%u0041'];

/** What stands in a path for a name, percent-encoded, well or badly. */
const wildSegment: Arbitrary<string> = oneof(
  { weight: 3, arbitrary: constantFrom('a') },
  { weight: 2, arbitrary: oddText.map(encodeURIComponent).filter((text) => text !== '' && !/^\.+$/.test(text)) },
  { weight: 1, arbitrary: constantFrom(...BAD_ESCAPES) },
);

/** A value of a parameter as it is written. */
const wildParameter: Arbitrary<string> = oneof(
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

/** Whole bodies, bodies that break off, bodies with bytes in them that do not belong there, and empty ones. */
const wildBody: Arbitrary<Uint8Array> = oneof(
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
  constantFrom(new Uint8Array()),
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
const wildHeaders: Arbitrary<Readonly<Record<string, string>>> = oneof(
  { weight: 5, arbitrary: constantFrom({}) },
  constantFrom(...HEADERS),
);

type Parameter = readonly [name: string, value: string | null];

/**
 * A request such as nobody in their right mind makes.
 *
 * @typeParam E - what the revision calls its endpoints
 * @typeParam M - a method
 */
export interface WildRequest<E extends string, M extends string | null> {
  readonly method: M;
  readonly endpoint: E;
  /** What stands in the path for two names, percent-encoded, well or badly. */
  readonly segments: readonly [string, string];
  /** What stands for the room; absent for one that is there. */
  readonly room: string | null;
  /** Parameters as they are written; those without a value are the revision's to fill in. */
  readonly query: readonly Parameter[];
  /** Absent for an ordinary one. */
  readonly body: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Requests that hardly anybody makes: any bytes, anywhere. Most have but one or two oddities, since a request in which
 * everything is wrong is refused for the first thing and tells nothing of the others.
 *
 * @param usual - the method of most of them
 * @param endpoints - those asked for often, and those asked for now and then
 * @param names - the names of parameters
 * @param parameters - those of an ordinary request
 */
export function wildRequests<E extends string, M extends string | null>(
  usual: M,
  endpoints: { readonly often: readonly E[]; readonly seldom: readonly E[] },
  names: readonly string[],
  parameters: readonly Parameter[],
): Arbitrary<WildRequest<E, M | (typeof METHODS)[number]>> {
  return record({
    method: oneof(
      { weight: 4, arbitrary: constantFrom<M | (typeof METHODS)[number]>(usual) },
      constantFrom(...METHODS),
    ),
    endpoint: oneof({ weight: 3, arbitrary: constantFrom(...endpoints.often) }, constantFrom(...endpoints.seldom)),
    segments: tuple(wildSegment, wildSegment),
    room: oneof({ weight: 6, arbitrary: constantFrom(null) }, wildSegment),
    query: oneof(
      { weight: 3, arbitrary: constantFrom(parameters) },
      array(tuple(constantFrom(...names), wildParameter), { maxLength: 3 }),
    ),
    body: oneof({ weight: 1, arbitrary: constantFrom(null) }, { weight: 2, arbitrary: wildBody }),
    headers: wildHeaders,
  });
}

/**
 * Goes with each such request: a server that has not understood one may close the connection without a word, and whatever went over
 * it next would be lost.
 */
export const OVER_ITS_OWN_CONNECTION = { connection: 'close' } as const;

/** How such a request is made, and what is made of it without a delay. */
export interface WildAttempt {
  readonly request: Pick<WildRequest<string, string | null>, 'body' | 'headers'>;
  readonly method: string;
  readonly path: string;
  /** Makes it; returns nothing where the answer is not the homeserver's. */
  send(): Promise<Answer | undefined>;
  /** Makes a request with the same method, body and headers that has nothing to do with delays. */
  sendUndelayed(): Promise<Answer>;
}

/**
 * What is wrong with how such a request was answered, if anything is. Nothing is where the server stumbles over the same bytes without
 * a delay as well: then it is not for want of care with delays.
 *
 * @throws NoAnswer where the server hangs up on the request, and does not without a delay
 */
export async function wrongWith({
  request,
  method,
  path,
  send,
  sendUndelayed,
}: WildAttempt): Promise<Wrong | undefined> {
  const answer = await answerOrNone(send());
  const wrong = answer instanceof NoAnswer ? answer : answer && wrongIn(answer, request, method, path);
  if (wrong === undefined) return undefined;
  const undelayed = await answerOrNone(sendUndelayed());
  const stumbles = undelayed instanceof NoAnswer || wrongIn(undelayed, request, method, '') !== undefined;
  if (stumbles && areAlike(answer, undelayed)) return undefined;
  if (wrong instanceof NoAnswer) throw wrong;
  return wrong;
}

/** Whether two answers of a server that stumbles are of one kind; it may come to hanging up before the answer or after it. */
function areAlike(one: Answer | NoAnswer | undefined, other: Answer | NoAnswer): boolean {
  if (one === undefined || one instanceof NoAnswer || other instanceof NoAnswer) return true;
  return one.status === other.status || (one.status >= 500 && other.status >= 500);
}

async function answerOrNone<A>(answer: Promise<A>): Promise<A | NoAnswer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    throw error;
  }
}

function wrongIn(
  answer: Answer,
  { body, headers }: WildAttempt['request'],
  method: string,
  path: string,
): Wrong | undefined {
  const told = body === null ? '' : ` with the body ${bytesInWords(body)}`;
  const what = `${method} ${path}${Object.entries(headers).map((header) => ` with ${header.join(': ')}`)}${told}`;
  if (answer.status >= 500) return { what, expected: 'no 5xx', seen: answer };
  if (answer.status < 400 || isMatrixError(answer) || !isWellFormed(path)) return undefined;
  return { what, expected: 'a JSON object with errcode and error', seen: answer };
}

/** Where a request with such a method is made that has nothing to do with delays. */
export function undelayedPath(user: User, room: Room, method: string, txnId: string): string {
  return method === 'POST'
    ? `/_matrix/client/v3/user/${encodeURIComponent(user.userId)}/filter`
    : roomPath(room, 'send', 'org.example.undelayed', txnId);
}

/** Whether a path can be decoded: proxies answer malformed escapes themselves, and not in Matrix's manner. */
function isWellFormed(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\u0000');
  } catch {
    return false;
  }
}

/** Bytes as text, those that are none of it as escapes; cut where they go on and on. */
function bytesInWords(bytes: Uint8Array): string {
  const text = Array.from(bytes.slice(0, 200), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
  return bytes.length > 200 ? `${text}… (${bytes.length} bytes)` : text;
}
