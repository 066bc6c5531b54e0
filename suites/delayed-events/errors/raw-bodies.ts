import type { JsonRecord, JsonValue } from '../../kit/rooms/matrix-json.js';
import type { BareWish } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Stands for what is put in raw. Nothing else contains it. */
const PLACE = 'the-place-for-it';

/** The body that schedules an event in the form that is spoken, with content that is put in as it is, JSON or not. */
export function bodyAround(t: DelayedEventsContext, wish: BareWish, content: string | Uint8Array): Uint8Array {
  const asked = { roomId: '', type: '', txnId: '', ...wish, content: PLACE };
  const [before = '', after = ''] = JSON.stringify(t.form.schedule(asked).json).split(JSON.stringify(PLACE));
  return Buffer.concat([Buffer.from(before), Buffer.from(content), Buffer.from(after)]);
}

/** Whole bodies, and contents, over which parsers have stumbled. */
export const STRANGE: Readonly<Record<string, string | Uint8Array>> = {
  nothing: '',
  'white space': ' \n',
  'half an object': '{"a":',
  'an array': '[]',
  'a text': '"text"',
  null: 'null',
  'a NUL byte': '\u0000',
  'bytes that are not UTF-8': Buffer.concat([
    Buffer.from('{"body":"'),
    Uint8Array.of(0xff, 0xfe, 0xc3, 0x28),
    Buffer.from('"}'),
  ]),
  'half a surrogate pair': String.raw`{"body":"\ud800"}`,
  'an escaped NUL': String.raw`{"body":"\u0000"}`,
  'an infinite number': '{"n":1e999}',
  'a very large number': '{"n":1e300}',
  'a very long number': `{"n":${'9'.repeat(2_000)}}`,
  'a key twice': '{"a":1,"a":2}',
  'a byte order mark': '\ufeff{"a":1}',
  'prototype names': '{"__proto__":{"a":1},"constructor":null,"toString":{}}',
  'arrays and numbers': '{"msgtype":["m.text"],"body":[[]],"n":[1.5]}',
  '5,000 levels': `{"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  '50,000 levels': `{"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  '20,000 levels that never end': '{"a":'.repeat(20_000),
};

/** Contents of state into which servers look. */
export const STATE: readonly (readonly [type: string, stateKey: string, content: JsonRecord])[] = [
  ['m.room.member', 'nobody', { membership: 'join' }],
  ['m.room.member', '@nobody:nowhere.example', { membership: 7 }],
  ['m.room.member', '', {}],
  ['m.room.power_levels', '', { users: 'none', events: [], users_default: 'high' }],
  ['m.room.create', '', {}],
  ['m.room.join_rules', '', { join_rule: null }],
  ['m.room.encryption', '', { algorithm: 5 }],
  ['m.room.tombstone', '', { replacement_room: {} }],
  ['m.room.canonical_alias', '', { alias: 5 }],
];

/** Delays that some servers cannot read. */
export const DELAYS: readonly JsonValue[] = [
  Number.MAX_SAFE_INTEGER,
  2 ** 63,
  1e300,
  -(2 ** 63),
  -0.5,
  '',
  '1e3',
  '\u0000',
  [[]],
  {},
];
