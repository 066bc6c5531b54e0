import { Violation } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Nothing is to be seen of what was just scheduled (DE-SCHED-10), nor is it sent at once (DE-TIME-1). */
export async function unseenAtFirst(t: DelayedEventsContext): Promise<void> {
  const room = await t.alice.createRoom();
  const events = [await t.schedule(t.alice, room), await t.schedule(t.alice, room, { stateKey: 'desk' })];
  for (const event of events) room.ask(event);
  await t.fence(room);
  // Others may have something of their own to say there, such as a bot that greets whoever makes a room.
  const others = room.strangers().filter(({ event }) => event.sender === t.alice.userId);
  const seen = [...room.unexpected(), ...others].map(({ event }) => event);
  if (seen.length === 0) return;
  for (const event of t.can('a lookup') ? events : []) {
    const { finalised } = t.form.read((await t.tryLookup(t.alice, event)).json ?? null);
    const isSent = seen.some(({ event_id: eventId }) => eventId === finalised?.eventId);
    if (isSent) throw early('DE-TIME-1', 'it was sent as soon as it was scheduled');
  }
  throw early('DE-SCHED-10', `with it this came into the room: ${JSON.stringify(seen[0])}`);
}

/** State with an empty key is sent as such (DE-SCHED-4). */
export async function emptyKey(t: DelayedEventsContext): Promise<void> {
  const event = await t.schedule(t.alice, await t.alice.createRoom(), { stateKey: '' });
  await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
}

/**
 * Events that nobody has touched come once each while another one waits: some of them together, of either kind, and in
 * another room, and state by itself (DE-SEND-1, DE-SEND-2, DE-TIME-1).
 */
export async function timersRunOut(t: DelayedEventsContext): Promise<void> {
  const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
  await t.schedule(t.alice, room);
  const delay = t.beats(1.5);
  const state = await t.schedule(t.alice, room, { delay, stateKey: 'desk' });
  const events = [await t.schedule(t.alice, room, { delay }), state, await t.schedule(t.alice, room, { delay })];
  const other = await t.schedule(t.alice, elsewhere, { delay });
  await t.waitUntil((other.due?.latest ?? 0) + t.beats(2));
  for (const event of events) await requireTold(t, event);
  for (const event of [...events, other]) await t.requireDue('DE-SEND-1', event, 'an event that nobody touched');
  await t.requireState('DE-SEND-1', room, state, state.content, 'when it was due');
  // What comes together with messages may be told because of those.
  const alone = await t.schedule(t.alice, room, { delay: t.beats(1), stateKey: 'chair' });
  await t.waitUntil((alone.due?.latest ?? 0) + t.beats(1));
  await requireTold(t, alone);
  await t.requireDue('DE-SEND-1', alone, 'state by itself that nobody touched');
  await t.requireNothing('DE-SEND-2', [...events, alone], 'after each was sent once');
}

/** Two users' events come from them (DE-SEND-1). */
export async function eachFromItsUser(t: DelayedEventsContext): Promise<void> {
  const room = await t.alice.createRoom({ members: [t.bob] });
  const events = [
    await t.schedule(t.bob, room, { delay: t.beats(1) }),
    await t.schedule(t.alice, room, { delay: t.beats(1) }),
  ];
  for (const event of events) await t.requireDue('DE-SEND-1', event, 'beside that of another user');
}

/** Newer state by its own user, set or delayed, leaves delayed state as it was (DE-TIME-6). */
export async function newerState(t: DelayedEventsContext): Promise<void> {
  const room = await t.alice.createRoom();
  const event = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
  const older = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'chair' });
  const newer = await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'chair' });
  await t.alice.setState(room, event.type, 'desk', t.text('newer'));
  await t.requireDue('DE-TIME-6', event, 'after newer state by the same user', { early: 'DE-TIME-6' });
  await t.requireDue('DE-ACT-13', older, 'after other state for the same key was scheduled', { early: 'DE-ACT-13' });
  await t.requireDue('DE-TIME-6', newer, 'after other delayed state for the same key was sent');
}

/** What is in the history of its room has to be told by a sync as well. */
async function requireTold(t: DelayedEventsContext, { by, room, ...event }: DelayedEvent): Promise<void> {
  const isIt = isEventOf({ by, room, ...event });
  const isThere = (await by.history(room)).some(isIt);
  const isTold = room.timeline.arrivals.some(({ event: seen }) => isIt(seen));
  if (!isThere || isTold) return;
  await t.letTimePass(t.beats(1));
  if (room.timeline.arrivals.some(({ event: seen }) => isIt(seen))) return;
  const sentence = 'an event that nobody touched is in the history of its room, and the sync that waits does not end';
  throw new Violation('DE-SEND-1', {
    expected: 'a sync that tells of the event',
    seen: 'none',
    symptom: 'missing',
    sentence,
  });
}

function early(requirement: string, seen: string): Violation {
  const expected = 'nothing of an event that was just scheduled';
  return new Violation(requirement, { expected, seen, symptom: 'early' });
}
