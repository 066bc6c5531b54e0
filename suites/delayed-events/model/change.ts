import type { SentEvent } from '../../sequences/happening.js';
import { type Assumptions, type DelayedEvent, dueAt, type End, type Outcome, waitingIn, type World } from './world.js';

/** The world with something about one event changed. */
export function changed(world: World, { id }: DelayedEvent, change: Partial<DelayedEvent>): World {
  return { ...world, events: world.events.map((event) => (event.id === id ? { ...event, ...change } : event)) };
}

/** The world in which an event has come to its end. */
export function ended(world: World, event: DelayedEvent, end: Omit<End, 'isEarly'>): World {
  return changed(world, event, { end: { ...end, isEarly: world.now < dueAt(event) } });
}

/** What may become of things when an event enters its room, as its owner's (DE-SEND-1), and once (DE-SEND-2). */
export function emitted(
  assumed: Assumptions,
  { world, events }: Outcome,
  event: DelayedEvent,
  at: number,
  by: End['by'],
  why: string,
): readonly Outcome[] {
  const { id, room, type, stateKey, content } = event;
  const key = stateKey === undefined ? {} : { stateKey };
  const entered = { of: id, room, type, ...key, content, sender: event.by, at, why };
  const after = ended(world, event, { how: 'sent', by, why: 'DE-SEND-2' });
  const together = waitingIn(world).filter((other) => by === 'time' && dueAt(other) <= world.now);
  return newerState(assumed, after, entered, together).map((one) => ({ world: one, events: [...events, entered] }));
}

/**
 * What may become of delayed state when newer state appears: nothing (DE-TIME-6), but where others' newer state cancels it,
 * and that of the same moment, too.
 */
export function newerState(
  { outlivesNewerState }: Assumptions,
  world: World,
  entered: SentEvent,
  together: readonly DelayedEvent[],
): readonly World[] {
  if (outlivesNewerState || entered.stateKey === undefined) return [world];
  const { room, type, stateKey, sender } = entered;
  const doomed = waitingIn(world).filter(
    (event) =>
      event.room === room &&
      event.type === type &&
      event.stateKey === stateKey &&
      (event.by !== sender || together.some(({ id }) => id === event.id)),
  );
  const end = { how: 'cancelled', by: 'newer state', why: 'DE-TIME-6' } as const;
  return doomed.reduce<readonly World[]>(
    (worlds, event) => worlds.flatMap((one) => [one, ended(one, event, end)]),
    [world],
  );
}
