import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** How many events end after one that is looked for again. */
const OTHERS = 12;

/** Whether the server keeps what is over, and does so for a short while only, or beside few others (Q-RETENTION). */
async function isSoonForgotten(t: DelayedEventsContext): Promise<boolean> {
  if (!t.can('a lookup of what is over')) return false;
  const room = await t.alice.createRoom();
  const ended = await endOne(t, room);
  if (ended === undefined || !(await t.tryLookup(t.alice, ended)).ok) return false;
  for (let others = 0; others < OTHERS; others += 1) {
    // Where there is no place for it, that is another matter.
    if ((await endOne(t, room)) === undefined) return false;
  }
  await t.letTimePass(t.beats(4));
  return !(await t.tryLookup(t.alice, ended)).ok;
}

/** Schedules an event and cancels it; `undefined` where the server refuses to schedule it. */
async function endOne(t: DelayedEventsContext, room: Room): Promise<string | undefined> {
  const delayId = (await t.trySchedule(t.alice, room, t.completed())).string('delay_id');
  if (delayId !== undefined) await t.tryAct(t.alice, delayId, 'cancel');
  return delayId;
}

/**
 * Ends a check that made something up and found something wrong, where what is over is forgotten too soon to be asked for.
 *
 * @throws NotApplicable where that is so
 */
export async function presupposeMemory(t: DelayedEventsContext): Promise<void> {
  const isForgotten = await isSoonForgotten(t).catch((error: unknown) => {
    // Where there is no place for more events, nobody knows; and what was found may be about just that.
    if (error instanceof Inconclusive) return false;
    throw error;
  });
  if (isForgotten) t.notApplicable('what is over is forgotten too soon here for what is made up');
}
