import type { Json, JsonObject } from '../../matrix/json.js';

/** What batches do that single requests do not. */
export interface BatchRules {
  /** The names that a field of the body may have, the first of which counts that is there. */
  readonly batchFieldNames: (name: string) => readonly string[];
  /** Puts the id of the event that is sent now into the content of a future of the same batch. */
  readonly fillTemplate: (content: JsonObject, eventId: string) => JsonObject;
  /** The answer to a batch. */
  readonly batchAnswer: (facts: {
    readonly onTimeout: JsonObject;
    readonly onAction: readonly (readonly [name: string, answer: JsonObject])[] | undefined;
    /** The id of the event that was sent now. */
    readonly eventId: string | undefined;
  }) => JsonObject;
  /** What of a future's answer a batch repeats. */
  readonly batchedAnswer: (answer: JsonObject) => JsonObject;
}

/** The variable that stands for the id of the event that is sent now, stable and unstable. */
const TEMPLATE = /\$(?:m|io\.element)\.send_now\.event_id/g;

/** The rules on batches. They leave nothing open that has readings of its own. */
export function batchRules(): BatchRules {
  return {
    // BATCH-5
    batchFieldNames: (name) => [name, `m.${name}`, `io.element.${name}`],

    // BATCH-3: wherever it stands in a text. Names of fields are no texts.
    fillTemplate: (content, eventId) => fill(content, eventId) as JsonObject,

    // BATCH-2
    batchAnswer: ({ onTimeout, onAction, eventId }) => ({
      send_on_timeout: onTimeout,
      ...(onAction === undefined ? {} : { send_on_action: Object.fromEntries(onAction) }),
      ...(eventId === undefined ? {} : { send_now: { eventId, event_id: eventId } }),
    }),

    // BATCH-2: without the group id, which nobody needs who has the whole group in one request.
    batchedAnswer: (answer) =>
      Object.fromEntries(Object.entries(answer).filter(([field]) => field !== 'future_group_id')),
  };
}

function fill(value: Json, eventId: string): Json {
  if (typeof value === 'string') return value.replaceAll(TEMPLATE, () => eventId);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fill(item, eventId));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, eventId)]));
}
