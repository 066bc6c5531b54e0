import { type Arbitrary, boolean, constantFrom, dictionary, oneof, option, record, tuple } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { JsonRecord, JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { inputCheck } from '../chance/inputs-check.js';
import { anyContent, inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';

/** The fields of contents into which servers look, by the type of the event. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'm.room.power_levels': ['users', 'events', 'users_default', 'ban', 'notifications'],
  'm.room.member': ['membership', 'displayname', 'third_party_invite', 'join_authorised_via_users_server'],
  'm.room.create': ['creator', 'room_version', 'predecessor', 'm.federate'],
  'm.room.join_rules': ['join_rule', 'allow'],
  'm.room.history_visibility': ['history_visibility'],
  'm.room.guest_access': ['guest_access'],
  'm.room.redaction': ['redacts', 'reason'],
  'm.room.message': ['msgtype', 'body', 'm.relates_to', 'm.mentions', 'm.new_content'],
  'm.reaction': ['m.relates_to'],
  'm.room.encryption': ['algorithm', 'rotation_period_ms'],
  'm.room.canonical_alias': ['alias', 'alt_aliases'],
  'm.room.tombstone': ['replacement_room', 'body'],
  'm.room.third_party_invite': ['public_key', 'public_keys'],
  'm.space.child': ['via', 'order'],
};

/** Values where servers expect others. */
const misplaced: Arbitrary<JsonValue> = oneof(
  constantFrom<JsonValue>(null, 0, -1, 2 ** 53 - 1, '', 'join', '50', true, [], {}, [null], { a: null }, [[]]),
  oddName,
  anyContent,
);

/** Content of a type that means something to servers, good or bad. */
interface Known {
  readonly type: string;
  /** Absent for a message event. */
  readonly stateKey: string | null;
  readonly content: JsonRecord;
}

const known: Arbitrary<Known> = constantFrom(...Object.keys(FIELDS)).chain((type) =>
  record({
    type: constantFrom(type),
    stateKey: option(oneof(constantFrom('', 'key', '@nobody:nowhere.example', '@', '$event', '!room'), oddName), {
      freq: 4,
    }),
    content: dictionary(constantFrom(...(FIELDS[type] ?? [])), misplaced, { maxKeys: 3, noNullPrototype: true }),
  }),
);

/** What is done with content. */
interface Use extends Known {
  /** Whether it is sent, too, and not only scheduled. */
  readonly isSent: boolean;
}

/** Contents that servers look into make no trouble when they are scheduled, or sent (ERR-7). */
export const knownTypeInputChecks: readonly Check[] = [
  inputCheck<Use>({
    id: 'errors.any-known-type',
    title: 'no content of a type that means something to servers makes them answer 5xx, scheduled or sent',
    requirement: 'ERR-7',
    inputs: tuple(known, boolean()).map(([what, isSent]) => ({ ...what, isSent })),
    runs: 48,
    pending: [1, 0],
    ordinary: ({ isSent }) => ({ type: 'm.room.message', stateKey: null, content: {}, isSent }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      // What is sent may leave a room in which nobody may do anything any more.
      return { attempt: async (use) => tryUse(t, use.isSent ? await t.alice.createRoom() : room, use) };
    },
  }),
];

/** What is wrong with how content is taken. */
async function tryUse(t: FuturesContext, room: Room, use: Use): Promise<Wrong | undefined> {
  const { type, stateKey, content, isSent } = use;
  const wish = { type, content, timeout: t.far };
  const answer =
    stateKey === null
      ? await t.tryMessage(t.alice, room, wish)
      : await t.tryState(t.alice, room, { ...wish, stateKey });
  const key = stateKey === null ? '' : ` with the state key ${inWords(stateKey)}`;
  const what = `a future of ${type}${key} and the content ${inWords(content)}`;
  const token = answer.ok ? sendTokenOf(answer.body) : undefined;
  const scheduled = whatIsWrong(answer);
  if (scheduled !== undefined) return `${what}: ${scheduled}`;
  const sent = isSent && token !== undefined ? whatIsWrong(await t.callToken(token)) : undefined;
  await t.withdraw(answer);
  return sent && `${what}, sent by its token: ${sent}`;
}

/** What no answer may be, whether it accepts or refuses. */
function whatIsWrong(answer: Answer): Wrong | undefined {
  if (answer.status >= 500) return { expected: 'no 5xx', seen: answer };
  if (answer.status < 400 || isMatrixError(answer)) return undefined;
  return { expected: 'a JSON object with errcode and error', seen: answer };
}
