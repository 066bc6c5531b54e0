import type { Command } from './command.js';
import { isTimed, sameState } from './likeness.js';
import type { Expected, Future, SentEvent, World } from './world.js';

/** What was done last: a command with the answer that was expected, or nothing but letting time pass. */
export type LastDeed = { readonly command: Command; readonly answer: Expected } | undefined;

/** The requirement by which a future still has to be there after what was done last. */
export function whyStillThere(future: Future, last: LastDeed, world: World): string {
  if (last === undefined) return future.refreshed ? 'TOKEN-3' : 'TIME-5';
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
      return 'POWER-2';
    default:
      return 'Q-LEAVE';
  }
}

/** The requirement by which a future that has ended is not listed. */
export function whyUnlisted({ end }: Future): string {
  const why = end?.why ?? 'LIST-5';
  // These speak of the listing themselves.
  return why.startsWith('Q-') || ['GROUP-2', 'GROUP-8', 'STATE-2', 'STATE-3', 'POWER-5'].includes(why) ? why : 'LIST-5';
}

/** The requirement by which an event should not have come: that of the future which has most likely sent it. */
export function whySilent(event: Omit<SentEvent, 'why' | 'at'>, world: World): string {
  const likely = world.futures.filter(
    (future) =>
      future.by === event.sender &&
      future.room === event.room &&
      future.type === event.type &&
      future.content === event.content &&
      (future.stateKey === undefined ? event.stateKey === undefined : sameState(future, event)),
  );
  const future = likely.findLast(({ end }) => end !== undefined && end.how !== 'sent') ?? likely.at(-1);
  if (future === undefined) return 'TIME-1';
  if (future.end === undefined && !isTimed(future)) return 'SCHED-5';
  if (future.end === undefined) {
    const { deadline = 0, timeout, refreshed } = future;
    return !refreshed && deadline - world.now === timeout ? 'SCHED-8' : 'TIME-2';
  }
  const { how, why } = future.end;
  if ((how === 'sent' || how === 'discarded') && !why.startsWith('Q-')) return 'GROUP-1';
  if (how !== 'forbidden') return why;
  const room = world.rooms[future.room];
  if (!room.joined.includes(future.by)) return 'POWER-4';
  return room.forbidden ? 'POWER-3' : why;
}
