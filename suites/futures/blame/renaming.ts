import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Breach } from '../../blame/breach.js';
import type { Future } from '../words/future.js';
import { ABOUT_NAMES } from './facets.js';

/**
 * What it breaks when a future's event has come with another type or state key than it was scheduled with: nothing that
 * a check looks for by them can be there then.
 *
 * @param requirement - what the check is about
 * @returns nothing where the names are right, or the check judges them itself
 */
export function renaming(requirement: string, event: SeenEvent, future: Future): Breach | undefined {
  if (ABOUT_NAMES.has(requirement)) return undefined;
  const isState = future.stateKey !== undefined;
  if (event.type !== future.type) return breach(isState ? 'SCHED-2' : 'SCHED-1', 'type', future.type, event.type);
  if (event.state_key === future.stateKey) return undefined;
  return breach(isState ? 'SCHED-2' : 'SCHED-1', 'state key', future.stateKey, event.state_key);
}

function breach(scheduled: string, part: string, asked: string | undefined, came: string | undefined): Breach {
  // A name that comes, and comes changed, has suffered from the way in which paths are encoded.
  const isAwkward = asked !== undefined && encodeURIComponent(asked) !== asked;
  const isPassedOver = came === undefined || came === '' || came === 'm.room.message';
  return {
    requirement: isAwkward && !isPassedOver ? 'SCHED-10' : scheduled,
    wrong: { what: `the event came with another ${part} than its future`, expected: asked, seen: came },
  };
}
