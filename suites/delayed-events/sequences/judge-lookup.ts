import type { Answer } from '../../kit/connection/answer.js';
import { dig, isRecord, type JsonValue, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Divergence } from '../../sequences/divergence.js';
import { contentOf } from '../../sequences/participants.js';
import type { DelayedEvent, End } from '../model/world.js';
import type { LookedUp } from '../wire/wire-form.js';
import { CLOCKS_APART_MS } from '../words/server-time.js';
import { whyItIsOver, whyItWaits } from './blame.js';
import { nameOf } from './sentences.js';
import type { LastDelayedStep } from './terms.js';

/** What has to be known to judge a lookup. */
export interface LookupKnowledge {
  readonly delayId: string | undefined;
  readonly roomId: string;
  /** The ids of the events in its room that it may be. */
  readonly eventIds: readonly string[];
  /** Whether a `send` of it has failed. */
  readonly hasFailed: boolean;
  /** Whether its end has been told before. */
  readonly isRead: boolean;
  readonly last: LastDelayedStep;
}

/** Compares what is told of an event, by a lookup of its owner, with what the model knows of it. */
export function judgeLookup(
  answer: Answer,
  told: LookedUp,
  event: DelayedEvent,
  knowledge: LookupKnowledge,
): Divergence | undefined {
  const seen = String(answer);
  const name = nameOf(event);
  if (!answer.ok || !isRecord(answer.json)) {
    const expected = `${name} can be looked up`;
    if (event.end !== undefined) {
      return { requirement: whyItIsKept(event.end, knowledge), expected, seen, isSymptom: true };
    }
    const requirement = whyItWaits(event, knowledge.last);
    return { requirement, expected, seen, isSymptom: true, ifAllComes: 'DE-GET-1', andThis: event.id };
  }
  const wrong = fieldsOf(event, knowledge).find(([, field, value]) => !sameJson(told[field], value));
  if (wrong !== undefined) {
    const [requirement, field, value] = wrong;
    return { requirement, expected: `${name} with the ${field} ${JSON.stringify(value) ?? 'left out'}`, seen };
  }
  return judgeEnd(told, event, knowledge, seen);
}

/** The requirement by which what is over can still be looked up, on a server that keeps such events. */
function whyItIsKept({ how, by }: End, { isRead }: LookupKnowledge): string {
  if (isRead) return 'DE-RET-2';
  return how === 'failed' && by === 'time' ? 'DE-SEND-4' : 'DE-GET-1';
}

type Field = 'delayId' | 'roomId' | 'type' | 'delay' | 'content' | 'stateKey';

function fieldsOf(
  { type, stateKey, content, delay }: DelayedEvent,
  { delayId, roomId }: LookupKnowledge,
): (readonly [requirement: string, Field, JsonValue | undefined])[] {
  return [
    ['DE-GET-3', 'delayId', delayId],
    ['DE-GET-3', 'roomId', roomId],
    ['DE-GET-3', 'type', type],
    ['DE-GET-3', 'delay', delay],
    ['DE-GET-4', 'stateKey', stateKey],
    ['DE-GET-5', 'content', contentOf(content)],
  ];
}

function judgeEnd(
  { finalised }: LookedUp,
  event: DelayedEvent,
  { eventIds, hasFailed, last }: LookupKnowledge,
  seen: string,
): Divergence | undefined {
  const name = nameOf(event);
  const { end } = event;
  if (end === undefined) {
    if (finalised === undefined) return undefined;
    const requirement = whyItWaits(event, last);
    const expected = `${name} still waits`;
    return { requirement, expected, seen, isSymptom: true, ifAllComes: 'DE-GET-6', andThis: event.id };
  }
  const over = `${name} was ${end.how === 'failed' ? 'not sent, for an error' : end.how}`;
  const outcome = { sent: 'DE-GET-7', failed: 'DE-GET-8', cancelled: 'DE-GET-9' }[end.how];
  if (finalised === undefined) {
    const late = end.by === 'time' ? { mayBeLate: true as const } : {};
    // After a failed send it may never be due again (DE-ACT-12), and nothing has to come that would show that it was.
    if (hasFailed && end.by === 'time')
      return { requirement: 'DE-ACT-12', expected: over, seen, isSymptom: true, ...late };
    // What has failed brings nothing into the room by which it could be told that it is over all the same.
    const ifAllComes = end.how === 'failed' ? {} : { ifAllComes: outcome };
    return { requirement: whyItIsOver(event), expected: over, seen, isSymptom: true, ...ifAllComes, ...late };
  }
  const { eventId, error, at } = finalised;
  const isError = typeof dig(error, 'errcode') === 'string' && typeof dig(error, 'error') === 'string';
  const isRight = {
    sent: error === undefined && typeof eventId === 'string' && eventIds.includes(eventId),
    failed: eventId === undefined && isError,
    cancelled: eventId === undefined && error === undefined,
  }[end.how];
  if (isRight && Number.isInteger(at)) return undefined;
  return { requirement: isRight && at !== undefined ? 'DE-GET-12' : outcome, expected: over, seen };
}

/**
 * When an event was sent, as it is told: before its time where a request has sent it by then, and else not (DE-GET-11).
 *
 * @param stamp - the `origin_server_ts` of what was sent; where that is when it ended, it is its beginning that is wrong
 */
export function judgeEndTime(
  { finalised, since, delay }: LookedUp,
  event: DelayedEvent,
  stamp: number | undefined,
): Divergence | undefined {
  const { end } = event;
  const at = finalised?.at;
  if (end?.how !== 'sent' || typeof at !== 'number' || typeof since !== 'number' || typeof delay !== 'number') {
    return undefined;
  }
  // What is late may be sent by whoever asks for it, or by itself.
  if (end.by === 'request' && !end.isEarly) return undefined;
  const due = since + delay;
  if (end.isEarly ? at < due + CLOCKS_APART_MS : at >= due - CLOCKS_APART_MS) return undefined;
  const expected = `${nameOf(event)} was sent ${end.isEarly ? 'before' : 'at or after'} ${since} + ${delay}`;
  const isStamped = stamp !== undefined && Math.abs(at - stamp) <= CLOCKS_APART_MS;
  return { requirement: isStamped ? 'DE-GET-3' : 'DE-GET-11', expected, seen: `at ${at}` };
}
