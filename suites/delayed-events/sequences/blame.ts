import { sameState, type EventShape, type SentEvent } from '../../sequences/happening.js';
import type { ShownEvent } from '../../sequences/participants.js';
import { obstacleIn } from '../../sequences/room-world.js';
import { type DelayedEvent, dueAt, type World } from '../model/world.js';
import type { LastDelayedStep } from './terms.js';

/** The requirement by which an event still has to wait after what was done last. */
export function whyItWaits(event: DelayedEvent, last: LastDelayedStep): string {
  if (last === undefined) return event.begun.length > 0 ? 'DE-ACT-7' : 'DE-TIME-1';
  const { command, answer } = last;
  switch (command.do) {
    case 'schedule':
      if (answer.is === 'refused') return 'DE-ERR-3';
      if (answer.is === 'same') return answer.why;
      return answer.is === 'new' && answer.event === event.id ? 'DE-SCHED-1' : 'DE-ACT-13';
    case 'send':
    case 'cancel':
    case 'restart':
      if (command.of !== event.id) return 'DE-ACT-13';
      // What a refusal leaves as it was (DE-ACT-12) is another matter than what it says.
      if (answer.is === 'refused') return answer.why === 'DE-ACT-11' ? 'DE-ACT-12' : answer.why;
      return 'DE-ACT-7';
    case 'lookup':
      return 'DE-RET-2';
    case 'set-state':
      return sameState(event, command) ? 'DE-TIME-6' : 'DE-ACT-13';
    default:
      return 'DE-PERM-1';
  }
}

/** The requirement by which an event has come to its end. */
export function whyItIsOver({ end }: DelayedEvent): string {
  if (end?.how === 'cancelled') return 'DE-ACT-6';
  if (end?.how === 'failed') return end.why;
  return 'DE-GET-7';
}

/**
 * The requirement by which an event should not have come: that of the scheduled one which has most likely sent it.
 *
 * @param isRepeated - whether the same request was made again
 * @returns `undefined` where nothing that was scheduled can have sent it
 */
export function whySilent(
  event: ShownEvent,
  world: World,
  isRepeated: (event: DelayedEvent) => boolean,
): string | undefined {
  const likely = world.events.filter((one) => isOf(one, event));
  const one = likely.findLast(({ end }) => end !== undefined && end.how !== 'sent') ?? likely.at(-1);
  if (one === undefined) return undefined;
  switch (one.end?.how) {
    case undefined:
      return whyNotBefore(one, event.at ?? world.now, event.at !== undefined);
    case 'cancelled':
      return one.end.why;
    case 'failed': {
      const obstacle = obstacleIn(world.rooms, one);
      return obstacle === undefined ? 'DE-SEND-4' : obstacle === 'forbidden' ? 'DE-PERM-1' : 'DE-PERM-3';
    }
    case 'sent':
      return isRepeated(one) ? 'DE-SCHED-5' : 'DE-SEND-2';
  }
}

/** The requirement by which what was sent should have been this event instead of another one with its content. */
export function whyNotAnother(due: SentEvent, came: ShownEvent): string {
  if (due.room !== came.room || due.sender !== came.sender) return 'DE-SEND-1';
  if ((due.stateKey === undefined) === (came.stateKey === undefined)) return 'DE-SEND-1';
  return due.stateKey === '' ? 'DE-SCHED-4' : 'DE-SCHED-2';
}

/** The requirement by which an event should not have come so early: old times are what a restart moves. */
export function whyNotBefore({ begun, delay }: DelayedEvent, at: number, isExact: boolean): string {
  const old = begun.at(-1);
  if (old === undefined) return 'DE-TIME-1';
  const before = dueAt({ since: old, delay });
  return isExact ? (at === before ? 'DE-ACT-7' : 'DE-TIME-1') : at >= before ? 'DE-ACT-7' : 'DE-TIME-1';
}

/** The requirement by which an event that never came should have come: perhaps something done to others has disturbed it. */
export function whyAtAll({ of, why, sender, room }: SentEvent, { events, rooms }: World): string {
  // It may have been so late that it was forbidden by then.
  if (why !== 'DE-ACT-5' && obstacleIn(rooms, { by: sender, room }) !== undefined) return 'DE-TIME-3';
  if (why !== 'DE-SEND-1') return why;
  const isDisturbed = events.some(({ id, begun, end }) => id !== of && (begun.length > 0 || end?.by === 'request'));
  return isDisturbed ? 'DE-ACT-13' : why;
}

/** Whether something that was seen may be what a delayed event is to become. */
export function isOf(event: DelayedEvent, shown: ShownEvent): boolean {
  return event.by === shown.sender && sameShape(event, shown);
}

function sameShape(one: EventShape, other: EventShape): boolean {
  if (one.room !== other.room || one.type !== other.type || one.content !== other.content) return false;
  return one.stateKey === undefined ? other.stateKey === undefined : sameState(one, other);
}
