import type { JsonRecord, JsonValue } from '../../kit/rooms/matrix-json.js';
import { UNSTABLE_NAME, pathOf } from './paths.js';
import type { Asked, WireForm } from './wire-form.js';

/** Schedules at an endpoint of its own, with everything in the body; the delay in the field of a name. */
export function bodyScheduling(prefix: string, delayName: 'delay_ms' | 'delay' = 'delay_ms'): WireForm['schedule'] {
  return ({ roomId, type, txnId, delay, stateKey, content }) => ({
    method: 'PUT',
    path: pathOf(`${prefix}/rooms`, roomId, 'delayed_event', type, txnId),
    json: given({ [delayName]: delay, state_key: stateKey, content }),
    repeatable: true,
  });
}

/** Schedules by the undelayed endpoints for messages and state, with the delay as a parameter. */
export function queryScheduling(asked: Asked): ReturnType<WireForm['schedule']> {
  const { roomId, type, txnId, delay, stateKey, content } = asked;
  const isState = stateKey !== undefined;
  const parts = isState ? ['state', type, asText(stateKey)] : ['send', type, txnId];
  return {
    method: 'PUT',
    path: pathOf('/_matrix/client/v3/rooms', roomId, ...parts),
    ...(delay === undefined ? {} : { query: { [`${UNSTABLE_NAME}.delay`]: asText(delay) } }),
    ...(content === undefined ? {} : { json: content }),
    ...(isState ? {} : { repeatable: true }),
  };
}

/** Schedules messages by the undelayed endpoint that takes no transaction id, with the delay as a parameter. */
export function postScheduling(asked: Asked): ReturnType<WireForm['schedule']> {
  const { repeatable: _once, ...request } = queryScheduling(asked);
  return { ...request, method: 'POST', path: pathOf('/_matrix/client/v3/rooms', asked.roomId, 'send', asked.type) };
}

function given(fields: Readonly<Record<string, JsonValue | undefined>>): JsonRecord {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonRecord;
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
