import { type RoomName, type SentEvent, stateName } from '../../sequences/happening.js';
import { livingIn, type World } from '../model/world.js';
import type { Divergence } from '../../sequences/divergence.js';

/** Compares a room's current state, as far as it is not plumbing, with the model's. */
export function judgeState(
  room: RoomName,
  shown: Readonly<Record<string, string>>,
  world: World,
  timeline: readonly SentEvent[],
): Divergence | undefined {
  const wanted = world.rooms[room].state;
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(shown)])) {
    if (wanted[name] === shown[name]) continue;
    const last = timeline.findLast((event) => event.room === room && stateName(event) === name && isState(event));
    const waiting = livingIn(world).some((future) => isState(future) && stateName(future) === name);
    const byFuture = last !== undefined && last.why !== 'STATE-6';
    return {
      requirement: byFuture ? 'STATE-1' : waiting ? 'SCHED-8' : 'STATE-6',
      expected: `the state ${name} in the ${room} is ${told(wanted[name])}`,
      seen: `it is ${told(shown[name])}`,
    };
  }
  return undefined;
}

function isState({ stateKey }: { readonly stateKey?: string }): boolean {
  return stateKey !== undefined;
}

function told(content: string | undefined): string {
  return content === undefined ? 'not set' : `'${content}'`;
}
