import type { BatchEvent, BatchRequest } from '../requests.js';
import type { FutureRules } from '../rules/future-rules.js';
import type { Json, JsonObject } from '../../matrix/json.js';
import { MatrixError } from '../../matrix/matrix-error.js';

/** What the body of a batch says. */
export type BatchBody = Pick<BatchRequest, 'timeoutMs' | 'groupId' | 'onTimeout' | 'onAction' | 'now'>;

/** The rules that say how a batch is read. */
type ReadingRules = Pick<FutureRules, 'batchFieldNames' | 'readTimeout' | 'timeUnit'>;

/** The type of an event that is sent now and given by its content alone (BATCH-5). */
const BARE_TYPE = 'm.room.message';

/**
 * Reads the body of a batch (BATCH-1, BATCH-5).
 *
 * @throws MatrixError 400
 */
export function readBatch(body: JsonObject, rules: ReadingRules): BatchBody {
  const field = (name: string): Json | undefined => fieldOf(body, rules.batchFieldNames(name));
  const onAction = field('send_on_action');
  const now = field('send_now');
  return {
    timeoutMs: readTimeout(field('timeout'), rules),
    groupId: readGroupId(field('group_id')),
    onTimeout: readEvent(field('send_on_timeout'), 'send_on_timeout'),
    onAction: onAction === undefined ? undefined : readActions(onAction),
    now: now === undefined ? undefined : readEventSentNow(now),
  };
}

function fieldOf(body: JsonObject, names: readonly string[]): Json | undefined {
  const written = names.find((name) => Object.hasOwn(body, name));
  return written === undefined ? undefined : body[written];
}

/** The number is read as the parameter of single requests is, so that the same numbers are taken (Q-NUMBER, Q-UNIT). */
function readTimeout(value: Json | undefined, rules: ReadingRules): number {
  if (value === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', 'timeout is missing.');
  const timeoutMs =
    typeof value === 'number' ? rules.readTimeout({ texts: [String(value)], unit: rules.timeUnit() }) : 'none';
  // Every group needs a timeout future, so that a batch without a duration makes no sense.
  if (timeoutMs === 'none') throw new MatrixError(400, 'M_INVALID_PARAM', 'timeout has to be a number.');
  return timeoutMs;
}

function readGroupId(value: Json | undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && !/\p{Surrogate}/u.test(value))) return value;
  throw new MatrixError(400, 'M_INVALID_PARAM', 'group_id has to be a text of valid Unicode.');
}

function readActions(value: Json): [name: string, event: BatchEvent][] {
  if (!isObject(value)) throw badJson('send_on_action has to be an object.');
  return Object.entries(value).map(([name, event]) => [name, readEvent(event, 'send_on_action')]);
}

function readEvent(value: Json | undefined, name: string): BatchEvent {
  if (value === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', `${name} is missing.`);
  const event = isObject(value) ? eventOf(value) : undefined;
  if (event === undefined) throw badJson(`${name} needs events with type and content.`);
  return event;
}

/** A bare content, or an event: it is one if it has the two fields that every event has (BATCH-5). */
function readEventSentNow(value: Json): BatchEvent {
  if (!isObject(value)) throw badJson('send_now has to be an object.');
  return eventOf(value) ?? { type: BARE_TYPE, stateKey: undefined, content: value };
}

function eventOf({ type, content, state_key: stateKey }: JsonObject): BatchEvent | undefined {
  if (typeof type !== 'string' || content === undefined || !isObject(content)) return undefined;
  if (stateKey !== undefined && typeof stateKey !== 'string') throw badJson('state_key has to be a text.');
  return { type, stateKey, content };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badJson(message: string): MatrixError {
  return new MatrixError(400, 'M_BAD_JSON', message);
}
