import type { Router } from 'express';

import type { JsonObject } from '../matrix/json.js';
import type { EventDraft } from '../matrix/room-event.js';
import { forMember, forUser, type UserCall } from './route.js';

/** Sending events into rooms. */
export function addSendEndpoints(router: Router): void {
  router.put(
    ...forUser('/_matrix/client/v3/rooms/:roomId/send/:eventType/:txnId', (call) => {
      const { roomId, eventType: type, txnId } = call.params;
      return sendOnce(call, ['send', roomId, type, txnId], txnId, { type, content: call.body() }, massagedTime(call));
    }),
  );

  router.put(
    ...forUser('/_matrix/client/v3/rooms/:roomId/state/:eventType{/:stateKey}', (call) => {
      const { matrix, session, params, body } = call;
      const { roomId, eventType: type, stateKey = '' } = params;
      const draft = { roomId, sender: session.userId, type, stateKey, content: body() };
      const event = matrix.rooms.send(draft, { originServerTs: massagedTime(call) });
      return { event_id: event.event_id };
    }),
  );

  router.put(
    ...forMember('/_matrix/client/v3/rooms/:roomId/redact/:eventId/:txnId', (call) => {
      const { roomId, eventId, txnId } = call.params;
      const content = { ...call.optionalBody(), redacts: eventId };
      return sendOnce(call, ['redact', roomId, eventId, txnId], txnId, { type: 'm.room.redaction', content });
    }),
  );
}

function sendOnce(
  { matrix, transactions, session, params }: UserCall<{ roomId: string }>,
  path: readonly string[],
  txnId: string,
  event: Pick<EventDraft, 'type' | 'content'>,
  originServerTs?: number,
): JsonObject {
  return transactions.once(session, path, () => {
    const transaction = { deviceId: session.deviceId, txnId };
    const { event_id: eventId } = matrix.rooms.send(
      { roomId: params.roomId, sender: session.userId, ...event },
      { transaction, originServerTs },
    );
    return { event_id: eventId };
  });
}

/**
 * The time that an application service wants to stand on its event, in milliseconds since the Unix epoch. Everybody
 * else's wish is ignored.
 *
 * @see https://spec.matrix.org/latest/application-service-api/#timestamp-massaging
 */
function massagedTime({ session, query }: Pick<UserCall<unknown>, 'session' | 'query'>): number | undefined {
  return session.isApplicationService === true ? query.count('ts') : undefined;
}
