import type { Divergence } from '../../sequences/divergence.js';
import { type RoomName, type SentEvent, stateName } from '../../sequences/happening.js';
import { sameEvent } from '../../sequences/judge-timeline.js';
import type { ShownEvent } from '../../sequences/participants.js';

/** Compares a room's current state, as far as it is not plumbing, with the last events of its timeline. */
export function judgeState(
  room: RoomName,
  state: Readonly<Record<string, string>>,
  shown: readonly ShownEvent[],
  timeline: readonly SentEvent[],
): Divergence | undefined {
  const last = new Map(
    shown.filter(({ stateKey }) => stateKey !== undefined).map((event) => [stateName(event), event]),
  );
  for (const [name, event] of last) {
    // An ordinary event that is no state is none of ours to judge.
    const isDelayed = timeline.some((one) => one.of !== undefined && sameEvent(one, event));
    if (!isDelayed || state[name] === event.content) continue;
    return {
      requirement: 'DE-SEND-1',
      expected: `the state ${name} in the ${room} is '${event.content}'`,
      seen: state[name] === undefined ? 'it is not set' : `it is '${state[name]}'`,
    };
  }
  return undefined;
}
