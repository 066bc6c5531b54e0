import { type EventShape, sameState, type SentEvent } from '../../sequences/happening.js';
import type { ShownEvent } from '../../sequences/participants.js';
import type { LastStep } from '../../sequences/speaker.js';
import { isTimed } from '../model/sameness.js';
import type { Future, World } from '../model/world.js';
import type { FuturesTerms } from './futures-terms.js';

/** What was done last: a command with the answer that was expected, or nothing but letting time pass. */
export type LastFuturesStep = LastStep<FuturesTerms>;

/** Requirements that speak of when something is sent, rather than of its being sent. */
const OF_TIMING: readonly string[] = ['TOKEN-2', 'TOKEN-3', 'TOKEN-4', 'TOKEN-5', 'GROUP-6'];

/** The requirement by which a future still has to be there after what was done last. */
export function whyStillThere(future: Future, last: LastFuturesStep, world: World): string {
  if (last === undefined) {
    if (!isTimed(future)) return 'SCHED-5';
    return future.moved.length > 0 ? 'TOKEN-3' : 'TIME-5';
  }
  const { command, answer } = last;
  switch (command.do) {
    case 'schedule': {
      if (answer.is === 'refused') return 'ERR-6';
      if (answer.is !== 'new') return 'SCHED-9';
      if (answer.future === future.id) return 'LIST-1';
      const added = world.futures[answer.future];
      return added?.group === future.group && added.by === future.by ? 'GROUP-6' : 'TIME-5';
    }
    case 'refresh':
      return command.of === future.id ? 'LIST-5' : 'TOKEN-5';
    case 'send':
    case 'cancel':
      return command.of === undefined ? 'TOKEN-9' : 'TOKEN-11';
    case 'set-state':
      return answer.is === 'refused' ? 'STATE-8' : 'STATE-4';
    case 'forbid':
    case 'permit':
      // Power levels are state, too, of another type.
      return future.stateKey === undefined ? 'POWER-2' : 'STATE-4';
    default:
      if (command.who === future.by) return 'Q-LEAVE';
      return future.stateKey === undefined ? 'GROUP-10' : 'STATE-4';
  }
}

/** The requirement by which a future that has ended is not listed. */
export function whyUnlisted({ end }: Future): string {
  const why = end?.why ?? 'LIST-5';
  // These speak of the listing themselves.
  return why.startsWith('Q-') || ['GROUP-2', 'GROUP-8', 'STATE-2', 'STATE-3', 'POWER-5'].includes(why) ? why : 'LIST-5';
}

/**
 * The requirement by which an event should not have come: that of the future which has most likely sent it.
 *
 * @returns `undefined` where no future can have sent it
 */
export function whySilent(event: ShownEvent, world: World): string | undefined {
  const likely = world.futures.filter((future) => future.by === event.sender && sameShape(future, event));
  const future = likely.findLast(({ end }) => end !== undefined && end.how !== 'sent') ?? likely.at(-1);
  if (future === undefined) return undefined;
  if (future.end === undefined && !isTimed(future)) return 'SCHED-5';
  if (future.end === undefined) {
    const { deadline = 0, timeout, moved } = future;
    const isNew = moved.length === 0 && deadline - world.now === timeout;
    return isNew ? 'SCHED-8' : whyNotBefore(future, event.at ?? world.now, event.at !== undefined, world);
  }
  const { how, why } = future.end;
  if ((how === 'sent' || how === 'discarded') && !why.startsWith('Q-')) return 'GROUP-1';
  if (how !== 'forbidden') return why;
  const room = world.rooms[future.room];
  if (!room.joined.includes(future.by)) return 'POWER-4';
  return room.forbidden ? 'POWER-3' : why;
}

/** The requirement by which what a future sent should have been this event instead of another one with its content. */
export function whyNotAnother(due: SentEvent, came: ShownEvent): string {
  if (due.of === undefined || due.room !== came.room || due.sender !== came.sender) return due.why;
  if (due.stateKey === undefined) return 'SCHED-1';
  return came.stateKey === undefined ? 'STATE-1' : 'SCHED-2';
}

/**
 * The requirement by which an event that never came should have come.
 *
 * @param instead - an event that came and should not have
 * @param isListed - whether its future is listed still
 */
export function whyAtAll(
  { of, why }: SentEvent,
  instead: ShownEvent | undefined,
  world: World,
  isListed: (future: Future) => boolean,
): string {
  const future = of === undefined ? undefined : world.futures[of];
  if (future === undefined) return why;
  // Of several timers the wrong one has won, or else none of them.
  if (why === 'GROUP-6') return instead === undefined ? 'GROUP-10' : why;
  // Its timer was not just lost: something has ended it, and nothing else has ended than others' futures.
  const others = world.futures.some(
    ({ end, group, by }) => end?.how === 'sent' && (group !== future.group || by !== future.by),
  );
  return why === 'TIME-1' && others && !isListed(future) ? 'TIME-5' : why;
}

/** The requirement by which an event should not have come so late. */
export function whyNotLater({ why }: SentEvent): string {
  return OF_TIMING.includes(why) ? why : 'TIME-3';
}

/**
 * The requirement by which a future's event should not have come so early: old deadlines are what refreshing moves, and
 * those of others in its group are none of its own.
 */
export function whyNotBefore(future: Future, at: number, isExact: boolean, { futures }: World): string {
  const { moved, group, by, id } = future;
  const old = moved.at(-1);
  if (old !== undefined && (isExact ? at === old : at >= old)) return moved.length === 1 ? 'TOKEN-3' : 'TOKEN-4';
  const siblings = futures.filter((other) => other.group === group && other.by === by && other.id !== id);
  const isTheirs = siblings.some(({ deadline, moved: theirs }) => [deadline, ...theirs].includes(at));
  return isExact && isTheirs ? 'GROUP-6' : 'TIME-2';
}

function sameShape(one: EventShape, other: EventShape): boolean {
  if (one.room !== other.room || one.type !== other.type || one.content !== other.content) return false;
  return one.stateKey === undefined ? other.stateKey === undefined : sameState(one, other);
}
