import { type Arbitrary, array, boolean, constantFrom, dictionary, letrec, oneof, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { dig, isRecord, type JsonRecord, type JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { batchBody, mustOfferBatches, sentNowId, tryBatch } from './batch.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { firstDifference, inWords } from '../../chance/any-content.js';

/** What stands for the id of the event that a batch sends now. */
const TEMPLATE = '$m.send_now.event_id';

const { content } = letrec<{ value: JsonValue; content: JsonRecord }>((tie) => ({
  content: dictionary(constantFrom('a', 'b', 'm.relates_to', 'redacts', 'event_id'), tie('value'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  value: oneof(
    { maxDepth: 4, depthSize: 'small' },
    constantFrom<JsonValue>('text', TEMPLATE, '$m.send_now', '$event', 1),
    array(tie('value'), { maxLength: 2 }),
    tie('content'),
  ),
}));

/** Content in which the template stands in any places, or in none. */
const templates: Arbitrary<JsonRecord> = content;

/** A content, and where in a batch it stands. */
interface Templated {
  readonly content: JsonRecord;
  readonly inAction: boolean;
}

/** The template becomes the id of the event sent now, wherever it stands in a future (BATCH-3). */
export const templateInputChecks: readonly Check[] = [
  inputCheck<Templated>({
    id: 'alternatives.any-template',
    title:
      'the template becomes the id of the event sent now wherever it stands in a future of a batch, and nowhere else',
    requirement: 'BATCH-3',
    needs: { embedded: { futures: { batchSend: true } } },
    inputs: record({ content: templates, inAction: boolean() }),
    runs: 30,
    pending: [2, 1],
    ordinary: (input) => ({ ...input, content: { a: 'text' } }),
    async arrange(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      return { attempt: (templated) => tryTemplate(t, room, templated) };
    },
  }),
];

/** What is wrong with what becomes of a content with templates. */
async function tryTemplate(
  t: FuturesContext,
  room: Room,
  { content, inAction }: Templated,
): Promise<Breach | string | undefined> {
  const given = { ...content, ...t.text('with templates') };
  const now = { ...content, ...t.text('sent now') };
  const [type, plain] = ['org.example.templated', t.text('plain')];
  const body = batchBody(t, {
    timeout: t.far,
    onTimeout: { type, content: inAction ? plain : given },
    ...(inAction ? { onAction: { act: { type, content: given } } } : {}),
    now: { type, content: now },
  });
  const answer = await tryBatch(t, t.alice, room, body);
  const what = `${inWords(content)} ${inAction ? 'on action' : 'on timeout'}`;
  const id = sentNowId(answer);
  const part = dig(answer.json, ...(inAction ? ['send_on_action', 'act'] : ['send_on_timeout']));
  const token = isRecord(part) ? sendTokenOf(part) : undefined;
  if (token === undefined || id === undefined) return { breaks: 'BATCH-2', wrong: `${what}: got ${answer}` };
  await t.callToken(token);
  const cancelToken = dig(answer.json, 'send_on_timeout', 'cancel_token');
  await t.callToken(typeof cancelToken === 'string' ? cancelToken : '');
  for (const [when, asked, expected] of [
    ['now', now, now],
    ['later', given, filled(given, id)],
  ] as const) {
    const arrival = await t.eventIn(room, isLabelledAs(asked), t.now());
    if (arrival === undefined)
      return { breaks: 'BATCH-1', wrong: `${what}: its event that is sent ${when} did not come` };
    const change = firstDifference(expected, arrival.event.content);
    if (change)
      return `${what}: in the event sent ${when}, ${change.path.join(' > ')} should be ${change.one}, and is ${change.other}`;
  }
  return undefined;
}

/** A value with an id in the place of each template. */
function filled(value: JsonValue, id: string): JsonValue {
  if (value === TEMPLATE) return id;
  if (Array.isArray(value)) return value.map((item) => filled(item, id));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, filled(field, id)]));
}
