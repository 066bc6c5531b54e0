import { dig } from '../../kit/rooms/matrix-json.js';
import type { Divergence } from '../../sequences/divergence.js';
import { sameState, type SentEvent } from '../../sequences/happening.js';
import type { ShownEvent } from '../../sequences/participants.js';
import type { DelayedEvent } from '../model/world.js';
import type { LookedUp } from '../wire/wire-form.js';
import { isOf, whyItWaits } from './blame.js';
import type { DelayedWorld, LastDelayedStep } from './terms.js';

/** Looks events up, for nothing but to understand what has become of them. */
export interface Lookups {
  /** What the server tells its owner of an event; `undefined` where it tells nothing. */
  lookUp(event: DelayedEvent): Promise<LookedUp | undefined>;
}

/**
 * The requirement that is broken by what the server itself tells of an event that has come and should not have, or has not
 * and should.
 *
 * @param last - what was done before that
 * @returns `undefined` where it tells nothing by which it would be another one
 */
export async function whatIsTold(
  { requirement, unwanted, missing }: Divergence,
  possible: DelayedWorld,
  last: LastDelayedStep,
  lookups: Lookups,
): Promise<string | undefined> {
  const { events } = possible.world;
  if (unwanted !== undefined) {
    const near = events.filter(({ by, room }) => by === unwanted.sender && room === unwanted.room);
    // What comes later than what was done last comes of the time that has passed since.
    const isAtOnce = unwanted.at === undefined || unwanted.at <= possible.world.now;
    return whyItCame(unwanted, await toldOf(near, lookups), isAtOnce ? last : undefined);
  }
  const lost = missing?.of === undefined ? undefined : events[missing.of];
  if (lost === undefined) return undefined;
  const told = await lookups.lookUp(lost);
  if (told === undefined) return undefined;
  // It came as something else. Where its kind and key are kept as they were asked for, it is the sending that is wrong.
  const isAnother = requirement === 'DE-SCHED-2' || requirement === 'DE-SCHED-4';
  if (isAnother) return told.stateKey === lost.stateKey ? 'DE-SEND-1' : undefined;
  if (told.finalised === undefined) return undefined;
  const { eventId, error } = told.finalised;
  // It was judged otherwise than by what is allowed now.
  if (error !== undefined) return dig(error, 'errcode') === 'M_FORBIDDEN' ? 'DE-PERM-1' : undefined;
  if (eventId === undefined) return hasNewerState(lost, possible) ? 'DE-TIME-6' : undefined;
  const others = await toldOf(
    events.filter(({ id, end }) => id !== lost.id && end?.how === 'sent'),
    lookups,
  );
  return others.some(({ told: other }) => other.finalised?.eventId === eventId) ? 'DE-SEND-2' : undefined;
}

/** An event and what the server tells of it. */
interface Told {
  readonly event: DelayedEvent;
  readonly told: LookedUp;
}

async function toldOf(events: readonly DelayedEvent[], lookups: Lookups): Promise<readonly Told[]> {
  const answers = await Promise.all(events.map(async (event) => ({ event, told: await lookups.lookUp(event) })));
  return answers.flatMap(({ event, told }) => (told === undefined ? [] : [{ event, told }]));
}

/** The requirement that is broken by an event that should not have come, by what the server takes it for. */
function whyItCame(unwanted: ShownEvent, known: readonly Told[], last: LastDelayedStep): string | undefined {
  const { event_id: eventId } = unwanted.seen;
  const source = known.find(({ told }) => told.finalised?.eventId === eventId);
  if (source !== undefined) {
    if (!isOf(source.event, unwanted)) return 'DE-SEND-1';
    const isDisturbed = source.event.end === undefined && whyItWaits(source.event, last) === 'DE-ACT-13';
    return isDisturbed ? 'DE-ACT-13' : undefined;
  }
  // What is in the room while it waits has been put there by scheduling it.
  const waits = ({ event, told }: Told): boolean =>
    event.end === undefined && told.finalised === undefined && isOf(event, unwanted);
  return known.some(waits) ? 'DE-SCHED-10' : undefined;
}

/** Whether something newer has become the state for which an event waited, other than by a `send`. */
function hasNewerState(lost: DelayedEvent, { world, timeline }: DelayedWorld): boolean {
  const isSent = ({ of }: SentEvent): boolean => of !== undefined && world.events[of]?.end?.by === 'request';
  return timeline.some(
    (entered) => entered.of !== lost.id && entered.at >= lost.since && sameState(lost, entered) && !isSent(entered),
  );
}
