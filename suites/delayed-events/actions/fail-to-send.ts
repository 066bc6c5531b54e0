import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { SILENCED, changeLevels } from '../words/power-levels.js';

/** Takes the right to send from the members of a room, and makes sure that sending is refused. */
export async function failToSend(t: DelayedEventsContext, room: Room, events: readonly DelayedEvent[]): Promise<void> {
  await changeLevels(room, SILENCED);
  for (const event of events) {
    const answer = await t.tryAct(event.by, event, 'send');
    t.requireInTime(answer, event);
    t.presuppose('DE-ACT-11', answer.refused, {
      what: 'send of what is forbidden now',
      expected: 'a refusal',
      seen: answer,
    });
  }
}
