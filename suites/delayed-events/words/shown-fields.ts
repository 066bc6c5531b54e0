import { sameJson } from '../../kit/rooms/matrix-json.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** Judges what a lookup shows of an event whatever has become of it, but for when its delay began. */
export function requireFields(t: DelayedEventsContext, event: DelayedEvent, found: LookedUp): void {
  const { delayId, roomId, type, stateKey, delay, since, content } = found;
  const all = Object.entries({ delay_id: delayId, room_id: roomId, type, delay, since, content });
  const missing = all.filter(([, value]) => value === undefined).map(([name]) => name);
  t.require(
    'DE-GET-3',
    missing.length === 0,
    `${missing.join(', ')} of what is always there is missing: ${shown(found)}`,
  );

  t.require('DE-GET-12', typeof delayId === 'string', `delay_id is no string: ${shown(found)}`);
  const isWhole = Number.isSafeInteger(delay) && Number.isSafeInteger(since);
  t.require('DE-GET-12', isWhole, `the delay or its beginning is no integer: ${shown(found)}`);

  t.require('DE-GET-3', delayId === event.delayId, `expected the delay_id ${event.delayId}: ${shown(found)}`);
  t.require('DE-GET-3', roomId === event.room.id, `expected the room ${event.room.id}: ${shown(found)}`);
  t.require('DE-GET-3', type === event.type, `expected the type ${event.type}: ${shown(found)}`);
  t.require('DE-GET-3', delay === event.delay, `expected the delay ${event.delay}: ${shown(found)}`);

  const key = event.stateKey === undefined ? 'no state key' : `the state key ${JSON.stringify(event.stateKey)}`;
  t.require('DE-GET-4', stateKey === event.stateKey, `expected ${key}: ${shown(found)}`);

  const isSame = sameJson(content, event.content);
  t.require('DE-GET-5', isSame, `expected the content ${JSON.stringify(event.content)}: ${shown(found)}`);
}

/** Judges what a lookup by its owner shows of an event that waits. */
export async function requireShownAsWaiting(t: DelayedEventsContext, event: DelayedEvent): Promise<void> {
  const found = await t.lookup(event);
  requireFields(t, event, found);
  t.require('DE-GET-6', found.finalised === undefined, `it waits, and ${shown(found)}`);
}

/** What a lookup shows, for a sentence. */
export function shown({ entry }: LookedUp): string {
  return `the lookup shows ${JSON.stringify(entry)}`;
}
