import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import { describe } from '../../kit/checks/context.js';
import type { Arrival } from '../../kit/rooms/timeline.js';
import type { TimeWindow } from '../../kit/time/time-window.js';
import type { Breach } from '../../blame/breach.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { type Future, areOfOneGroup } from '../words/future.js';

/** An event that was due and has not come. */
export interface MissingEvent {
  readonly future: Future;
  readonly due: TimeWindow;
  /** Whether a timer was to send it, or a call of a token. */
  readonly by: 'timer' | 'token';
}

/** How exactly times are taken, in milliseconds. */
export interface Exactness {
  /** How much earlier than due something may be seen. */
  readonly clockSlack: number;
  /** How late an event may come, where that is a matter of passing or failing. */
  readonly pinnedLateness?: number;
}

/**
 * What the rooms show of an event that has not come: it is there all the same, in another room or with another content,
 * or another one of its group was sent before its own time or after it.
 *
 * @param known - all futures of the check
 * @returns nothing where there is nothing to be seen of it
 */
export function breachByAbsence(
  missing: MissingEvent,
  known: readonly Future[],
  exactness: Exactness,
): Breach | undefined {
  return (
    misplaced(missing, known) ??
    (missing.by === 'timer' ? mistimedMate(missing, known, exactness) : undefined) ??
    changed(missing, known, exactness)
  );
}

function misplaced({ future }: MissingEvent, known: readonly Future[]): Breach | undefined {
  if (typeof future.content['label'] !== 'string') return undefined;
  const elsewhere = new Set(known.map(({ room }) => room).filter((room) => room !== future.room));
  const found = [...elsewhere]
    .flatMap((room) => room.timeline.arrivals)
    .find(
      ({ event }) => isEventOf(future)(event) && !known.some((other) => other !== future && isEventOf(other)(event)),
    );
  return found && { requirement: 'TIME-1', wrong: `it came into another room: ${describe(found.event)}` };
}

/** A future of the same group that was sent in the missing one's place, at a moment that was not its own. */
function mistimedMate(
  { future }: MissingEvent,
  known: readonly Future[],
  { clockSlack, pinnedLateness }: Exactness,
): Breach | undefined {
  for (const mate of known.filter((other) => areOfOneGroup(other, future))) {
    const arrival = mate.room.timeline.arrivals.find(({ event }) => isEventOf(mate)(event));
    if (arrival === undefined || mate.due === undefined) continue;
    const what = `another one of its group came instead, ${describe(arrival.event)}`;
    const early = Math.round(mate.due.earliest - clockSlack - arrival.seenAt);
    if (early > 0)
      return { requirement: 'TIME-2', wrong: mistimed(`${what}, ${early} ms before it could be due`, 'early') };
    const late = Math.round(arrival.seenAt - mate.due.latest);
    if (pinnedLateness !== undefined && late > pinnedLateness) {
      return { requirement: 'TIME-3', wrong: mistimed(`${what}, ${late} ms late`, 'late') };
    }
  }
  return undefined;
}

function mistimed(seen: string, symptom: 'early' | 'late'): Discrepancy {
  return { expected: 'each event of a group at its own time', seen, symptom, sentence: seen };
}

/** An event of the same type and state key that came at its time, and that nothing else can have sent then. */
function changed(missing: MissingEvent, known: readonly Future[], { clockSlack }: Exactness): Breach | undefined {
  const { future, due, by } = missing;
  const { room, type, stateKey } = future;
  // Where its label is lost it looks like a stranger's.
  const found = [...room.unexpected(), ...room.strangers()].find(
    (arrival) =>
      arrival.event.type === type &&
      arrival.event.state_key === stateKey &&
      arrival.seenAt >= due.earliest - clockSlack &&
      !known.some((other) => other.room === room && hasItsOwnReason(other, arrival, missing)),
  );
  return (
    found && {
      requirement: by === 'timer' ? 'TIME-1' : 'TOKEN-2',
      wrong: `in its place came ${describe(found.event)}`,
    }
  );
}

/** Whether an event is the first of another future, and there at a time at which that may have been sent. */
function hasItsOwnReason(other: Future, { event, seenAt }: Arrival, { future, by }: MissingEvent): boolean {
  const first = other.room.timeline.arrivals.find((arrival) => isEventOf(other)(arrival.event));
  if (first?.event !== event) return false;
  const hasRunOut = other.due !== undefined && other.due.earliest <= seenAt;
  return hasRunOut || (by === 'token' && !areOfOneGroup(other, future));
}
