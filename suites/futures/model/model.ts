import { isHappening, Undecided } from '../../sequences/happening.js';
import { canHappen } from '../../sequences/room-world.js';
import type { Command } from './command.js';
import { Rules } from './rules.js';
import type { KnownReadings } from './view.js';
import { livingIn, type Outcome, type Step, type World } from './world.js';

/** How many timers may run out at one moment in any order before there are too many orders to think of. */
const MOST_AT_ONCE = 4;

/**
 * The `futures` revision as a pure function: what a homeserver that follows certain readings answers to a command, which events
 * enter rooms, and what the world is like after that. Written from the table of requirements alone.
 *
 * @param world - at the moment of the command: time has been let pass up to it
 * @throws Undecided when neither the text nor a known reading decides what happens
 */
export function step(readings: KnownReadings, world: World, command: Command): Step {
  return new Rules(readings, world).obey(command);
}

/**
 * Lets time pass; the timers that run out do so in their order. Where that order is open there are several outcomes,
 * each of them permitted.
 */
export function passTime(readings: KnownReadings, world: World, to: number): readonly Outcome[] {
  const deadlines = livingIn(world).map(({ deadline = Infinity }) => deadline);
  const next = Math.min(Infinity, ...deadlines);
  if (next > to) return [{ world: { ...world, now: to }, events: [] }];
  const due = livingIn(world).filter(({ deadline }) => deadline === next);
  // Q-DOUBLE speaks of the order of scheduling; where a timer was restarted, nobody says which order that is.
  const ordered = due.length < 2 || (readings['Q-DOUBLE'] === 'yes' && due.every(({ moved }) => moved.length === 0));
  if (!ordered && due.length > MOST_AT_ONCE) throw new Undecided('Q-DOUBLE');
  return (ordered ? [due] : permutations(due)).flatMap((order) => {
    const rules = new Rules(readings, { ...world, now: next });
    for (const { id } of order) rules.runOut(id);
    return passTime(readings, rules.world, to).map(({ world, events }) => ({
      world,
      events: [...rules.events, ...events],
    }));
  });
}

/** Whether a command makes sense: nobody leaves who is not there. */
export function isPossible({ rooms, futures }: World, command: Command): boolean {
  if (isHappening(command)) return canHappen(rooms, command);
  return command.do !== 'refresh' || command.of === undefined || futures[command.of]?.timeout !== undefined;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
