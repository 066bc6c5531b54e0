import { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, dig, isRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { Violation } from '../../kit/checks/verdict.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';

/** An event of a batch, as its body gives it. */
export interface BatchedEvent {
  readonly type: string;
  readonly content: JsonRecord;
}

/** What a check asks for in one batch. */
export interface BatchWish {
  /** Milliseconds. */
  readonly timeout: number;
  readonly group?: string;
  readonly onTimeout: BatchedEvent;
  readonly onAction?: Readonly<Record<string, BatchedEvent>>;
  /** An event, or its content alone (BATCH-5). */
  readonly now?: BatchedEvent | JsonRecord;
}

/** What we call the group of a batch, by the answer to it. */
const GROUPS = new WeakMap<Answer, string>();

/** Tries to send a batch (BATCH-1) and returns the answer, whatever it is. */
export function tryBatch(
  t: FuturesContext,
  by: User,
  room: Room,
  body: JsonRecord,
  txnId = t.uniqueName('txn'),
): Promise<Answer> {
  const path = `${t.roomPath(room.id)}/send/future/${encodeURIComponent(txnId)}`;
  const { group_id: group, send_on_timeout: onTimeout } = body;
  const content = dig(onTimeout, 'content');
  const wish = {
    content: isRecord(content) ? content : {},
    ...(typeof group === 'string' ? { group } : {}),
  };
  return t.requestFuture(by, room, wish, path, { json: body });
}

/**
 * The body that asks for a batch.
 *
 * @param prefix - what the names of its fields begin with (BATCH-5)
 */
export function batchBody(t: FuturesContext, wish: BatchWish, prefix = ''): JsonRecord {
  const { timeout, group, onTimeout, onAction, now } = wish;
  const fields = {
    timeout: Number(t.timeoutParameter(timeout)),
    group_id: group,
    send_on_timeout: onTimeout,
    send_on_action: onAction,
    send_now: now,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [`${prefix}${name}`, value])) as JsonRecord;
}

/**
 * Ends the check where the server does not offer batches: elsewhere the path is that of an ordinary event whose type is
 * `future`, or of nothing at all. An answer that is neither an ordinary one nor a refusal is a batch's.
 */
export async function mustOfferBatches(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom();
  const onTimeout = { type: 'm.room.message', content: t.text('does it batch') };
  const answer = await tryBatch(t, t.alice, room, batchBody(t, { timeout: t.far, onTimeout }));
  t.presupposeComposure(answer, 'a batch of nothing but a timeout future');
  const isOrdinary = answer.string('event_id') !== undefined;
  if (!answer.ok || isOrdinary) t.notApplicable(`the server does not offer batches: ${answer}`);
  const offered = dig(answer.json, 'send_on_timeout');
  if (!isRecord(offered)) throw new Violation('BATCH-2', `the answer to a batch has no send_on_timeout: ${answer}`);
  if (typeof offered['cancel_token'] === 'string') await t.callToken(offered['cancel_token']);
  // Where generated group ids repeat, a batch is in a group with others, whatever it asks for (GROUP-3).
  for (const single of [await t.message(t.alice, room), await t.message(t.alice, room)])
    await t.withdraw(single.answer);
}

/**
 * Reads a future from the answer to a batch, and judges that it has its tokens.
 *
 * @param part - where it is in the answer, such as `send_on_timeout`
 */
export function batchedFuture(
  t: FuturesContext,
  by: User,
  room: Room,
  { type, content, timeout }: BatchedEvent & { readonly timeout: number | 'none' },
  answer: Answer,
  ...part: readonly string[]
): Future {
  const tokens = dig(answer.json, ...part);
  const sendToken = isRecord(tokens) ? sendTokenOf(tokens) : undefined;
  t.require('BATCH-2', sendToken !== undefined, `${part.join('.')} has no token that sends it: ${answer}`);
  for (const name of timeout === 'none' ? [] : ['refresh_token', 'cancel_token']) {
    t.require('BATCH-2', typeof dig(tokens, name) === 'string', `${part.join('.')} has no ${name}: ${answer}`);
  }
  const { status, headers, sentAt, answeredAt } = answer;
  const own = new Answer({ status, headers, text: JSON.stringify(tokens) }, { sentAt, answeredAt });
  // The answer need not name the group: whoever asks for all of it at once has no use for the name.
  const group = GROUPS.get(answer) ?? t.uniqueName('batch');
  GROUPS.set(answer, group);
  return t.adopt(by, room, { type, content, timeout, group, txnId: '' }, own);
}

/** The id of the event that a batch has sent at once, by either of its names (BATCH-2). */
export function sentNowId(answer: Answer): string | undefined {
  const sent = dig(answer.json, 'send_now');
  const id = dig(sent, 'eventId') ?? dig(sent, 'event_id');
  return typeof id === 'string' ? id : undefined;
}
