import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { Json, JsonObject } from '../../matrix/json.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { Prefix } from '../delayed-event.js';

/** A request to schedule, as it is written, and under which prefix. */
export interface WrittenRequest {
  readonly body: JsonObject;
  readonly prefix: Prefix;
}

/** How scheduling requests are read. A reader refuses by throwing a MatrixError. */
export interface ParameterRules {
  /**
   * Reads the delay from a body, in milliseconds.
   *
   * @throws MatrixError
   */
  readonly readDelay: (facts: WrittenRequest) => number;
  /**
   * Reads the content of the event from a body.
   *
   * @throws MatrixError
   */
  readonly readContent: (facts: WrittenRequest) => JsonObject;
  /**
   * Reads the state key from a body; `undefined` makes a message event.
   *
   * @throws MatrixError
   */
  readonly readStateKey: (facts: WrittenRequest) => string | undefined;
  /** Whether what an application service wants its event dated counts. */
  readonly obeysTimestamp: (facts: { readonly isApplicationService: boolean; readonly prefix: Prefix }) => boolean;
}

/**
 * The rules on what is asked for.
 *
 * DE-SCHED-12, Q-STICKY: `sticky_duration_ms` is as unknown as any other parameter.
 */
export function parameterRules(readings: DelayedEventsReadings): ParameterRules {
  return {
    // DE-SCHED-2, DE-SCHED-9
    readDelay: ({ body }) => {
      const delay = required(body, 'delay_ms');
      if (typeof delay !== 'number') throw new MatrixError(400, 'M_BAD_JSON', 'delay_ms has to be a number.');
      return judgedDelay(delay, 'delay_ms');
    },

    // DE-SCHED-2, DE-SCHED-9
    readContent: ({ body }) => {
      const content = required(body, 'content');
      if (isObject(content)) return content;
      throw new MatrixError(400, 'M_BAD_JSON', 'content has to be an object.');
    },

    readStateKey: ({ body }) => {
      const { state_key: stateKey } = body;
      // DE-SCHED-2: without one it is a message. DE-SCHED-4: an empty one is a state key like any other.
      if (stateKey === undefined || typeof stateKey === 'string') return stateKey;
      // Q-NULL-KEY
      if (stateKey === null && readings['Q-NULL-KEY'] === 'absent') return undefined;
      throw new MatrixError(400, 'M_BAD_JSON', 'state_key has to be text.');
    },

    // DE-SCHED-7
    obeysTimestamp: ({ isApplicationService }) => isApplicationService,
  };
}

/**
 * A delay, in milliseconds.
 *
 * @throws MatrixError 400 `M_INVALID_PARAM` unless it is a whole number of at least one millisecond
 */
export function judgedDelay(delay: number, name: string): number {
  // Beyond 2^53 it is no longer the number that was written; infinite is what is written with too large an exponent.
  if (Number.isInteger(delay) && delay >= 1) return delay;
  throw new MatrixError(400, 'M_INVALID_PARAM', `${name} has to be a whole number of milliseconds, at least 1.`);
}

function required(body: JsonObject, name: string): Json {
  const value = body[name];
  if (value === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', `${name} is missing.`);
  return value;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
