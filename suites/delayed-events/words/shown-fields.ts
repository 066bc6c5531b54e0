import { sameJson } from '../../kit/rooms/matrix-json.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext, Id } from './delayed-events-context.js';

/** Judges what a lookup shows of an event whatever has become of it, but for when its delay began. */
export function requireFields(t: DelayedEventsContext, event: DelayedEvent, found: LookedUp): void {
  for (const [requirement, isKept, wrong] of fieldsOf(event, found)) t.require(requirement, isKept, wrong);
}

/** As {@link requireFields}, where a story is about something else. */
export function presupposeFields(t: DelayedEventsContext, event: DelayedEvent, found: LookedUp, why: string): void {
  for (const [requirement, isKept, wrong] of fieldsOf(event, found)) {
    t.presuppose(requirement, isKept, `${why}: ${wrong}`);
  }
}

/** What has to hold of each field, and a sentence for where it does not. */
function fieldsOf(
  event: DelayedEvent,
  found: LookedUp,
): readonly (readonly [requirement: Id, isKept: boolean, wrong: string])[] {
  const { delayId, roomId, type, stateKey, delay, since, content } = found;
  const all = Object.entries({ delay_id: delayId, room_id: roomId, type, delay, since, content });
  const missing = all.filter(([, value]) => value === undefined).map(([name]) => name);
  const isWhole = Number.isSafeInteger(delay) && Number.isSafeInteger(since);
  const key = event.stateKey === undefined ? 'no state key' : `the state key ${JSON.stringify(event.stateKey)}`;
  const rules = [
    ['DE-GET-3', missing.length === 0, `${missing.join(', ')} of what is always there is missing`],
    ['DE-GET-12', typeof delayId === 'string', 'delay_id is no string'],
    ['DE-GET-12', isWhole, 'the delay or its beginning is no integer'],
    ['DE-GET-3', delayId === event.delayId, `expected the delay_id ${event.delayId}`],
    ['DE-GET-3', roomId === event.room.id, `expected the room ${event.room.id}`],
    ['DE-GET-3', type === event.type, `expected the type ${event.type}`],
    ['DE-GET-3', delay === event.delay, `expected the delay ${event.delay}`],
    ['DE-GET-4', stateKey === event.stateKey, `expected ${key}`],
    ['DE-GET-5', sameJson(content, event.content), `expected the content ${JSON.stringify(event.content)}`],
  ] as const;
  return rules.map(([requirement, isKept, wrong]) => [requirement, isKept, `${wrong}: ${shown(found)}`]);
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
