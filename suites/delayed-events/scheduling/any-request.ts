import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import type { BareWish } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Fields of a body as they are written, JSON or not. */
export type RawFields = readonly (readonly [name: string, written: string])[];

/** Asks for an event by a body that is written field by field, and cancels what comes of it. */
export async function scheduleRaw(t: DelayedEventsContext, room: Room, fields: RawFields): Promise<Answer> {
  const raw = `{${fields.map(([name, written]) => `${JSON.stringify(name)}:${written}`).join(',')}}`;
  const wish: BareWish = { type: 'org.example.made-up', txnId: t.uniqueName('txn') };
  const answer = await t.trySchedule(t.alice, room, wish, { raw });
  const delayId = answer.ok ? answer.string('delay_id') : undefined;
  if (delayId !== undefined) await t.tryAct(t.alice, delayId, 'cancel');
  return answer;
}
