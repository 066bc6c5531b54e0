import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { lookupKept } from '../words/lookup-kept.js';
import { serverTime } from '../words/server-time.js';
import { requireShownAsWaiting, shown } from '../words/shown-fields.js';

/** An event that waits is looked up twice, and shown as it was asked for (DE-GET-1, DE-GET-3 to DE-GET-6). */
export async function waitingIsShown(t: DelayedEventsContext): Promise<void> {
  if (!t.can('a lookup')) return;
  const room = await t.alice.createRoom();
  for (const wish of [{}, { stateKey: 'desk' }]) {
    const event = await t.schedule(t.alice, room, wish);
    await requireShownAsWaiting(t, event);
    await t.lookup(event);
  }
}

/** An event that was restarted is looked up, and waits (DE-ACT-7, DE-GET-6): so does one that was looked up before (DE-GET-3). */
export async function restartedIsShown(t: DelayedEventsContext): Promise<void> {
  if (!t.can('a lookup')) return;
  const room = await t.alice.createRoom();
  const [event, known] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
  const { since } = await t.lookup(known);
  await t.letTimePass(t.beats(1));
  await t.restart(event);
  await t.restart(known);
  const answer = await t.tryLookup(t.alice, event);
  t.requireAcceptance('DE-ACT-7', answer, 'looking up what was restarted, as could be done before');
  await requireShownAsWaiting(t, event);
  const moved = await t.lookup(event);
  const isMoved = moved.since !== since && (await t.lookup(known)).since === since;
  t.require('DE-GET-3', !isMoved, `after it was looked up and restarted it is shown as waiting since ${String(since)}`);
}

/** What was sent by hand, or cancelled, is looked up (DE-GET-1, DE-GET-7, DE-GET-9, DE-GET-11). */
export async function outcomesAreShown(t: DelayedEventsContext): Promise<void> {
  if (!t.can('a lookup of what is over')) return;
  const room = await t.alice.createRoom();
  const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
  const from = await serverTime(t, room);
  const { event_id: eventId } = await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
  await t.cancel(cancelled);
  const to = await serverTime(t, room);
  await t.letTimePass(t.beats(0.5));

  const requireEnd = async (requirement: Id, event: DelayedEvent, outcome: 'sent' | 'cancelled'): Promise<void> => {
    await lookupKept(t, requirement, event, outcome === 'sent' ? 'send' : 'cancel');
    const { finalised, ...found } = await t.requireFinalised(requirement, event, outcome, `when it was ${outcome}`);
    const at = t.requireGiven(requirement, finalised?.at, `there is no finalised_ts: ${shown(found)}`);
    t.require('DE-GET-12', Number.isSafeInteger(at), `finalised_ts is no integer: ${shown(found)}`);
    const isThen = Number(at) >= from - t.beats(0.5) && Number(at) <= to + t.beats(0.5);
    await t.requireByServerClock('DE-GET-11', room, isThen, `it ended from ${from} to ${to}, and ${shown(found)}`);
    if (outcome === 'cancelled') return;
    t.require(requirement, finalised?.eventId === eventId, `expected the event_id ${eventId}: ${shown(found)}`);
  };
  await requireEnd('DE-GET-7', sent, 'sent');
  await requireEnd('DE-GET-9', cancelled, 'cancelled');
}
