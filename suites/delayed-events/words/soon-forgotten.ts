import type { DelayedEventsContext } from './delayed-events-context.js';

/** How many events end after one that is looked for again. */
const OTHERS = 12;

/** Whether the server keeps what is over, and does so for a short while only, or beside few others (Q-RETENTION). */
async function isSoonForgotten(t: DelayedEventsContext): Promise<boolean> {
  if (!t.can('a lookup of what is over')) return false;
  const room = await t.alice.createRoom();
  const event = await t.schedule(t.alice, room);
  await t.cancel(event);
  if (!(await t.tryLookup(t.alice, event)).ok) return false;
  for (let others = 0; others < OTHERS; others += 1) await t.cancel(await t.schedule(t.alice, room));
  await t.letTimePass(t.beats(4));
  return !(await t.tryLookup(t.alice, event)).ok;
}

/**
 * Ends a check that made something up and found something wrong, where what is over is forgotten too soon to be asked for.
 *
 * @throws NotApplicable where that is so
 */
export async function presupposeMemory(t: DelayedEventsContext): Promise<void> {
  if (await isSoonForgotten(t)) t.notApplicable('what is over is forgotten too soon here for what is made up');
}
