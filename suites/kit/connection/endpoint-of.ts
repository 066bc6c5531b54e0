import type { HttpRequest } from './transport.js';

/** A part of a path that is the same in every request to an endpoint; ids, names and tokens look otherwise. */
const FIXED = /^(_?[a-z][a-zA-Z_]{0,19}|v\d+|r0|(io|org|com|net|uk)(\.[a-z0-9-]+)+)$/;

/** After these, a path goes on with names that whoever sends has chosen: types, state keys, transactions. */
const NAMES_FOLLOW = /^(send|state|send_future|state_future|delayed_event)$/;

/** Which endpoint a request is for, as far as its path tells: whatever names a room, a user or a token is left out. */
export function endpointOf({ method, path }: Pick<HttpRequest, 'method' | 'path'>): string {
  const parts = path.replace(/\?.*$/s, '').split('/');
  const names = parts.findIndex((part) => NAMES_FOLLOW.test(part));
  const isFixed = (part: string, index: number): boolean =>
    part === '' || (FIXED.test(part) && (names === -1 || index <= names));
  return `${method} ${parts.map((part, index) => (isFixed(part, index) ? part : '*')).join('/')}`;
}
