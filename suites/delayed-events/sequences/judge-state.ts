import type { Divergence } from '../../sequences/divergence.js';
import { type RoomName, type SentEvent, stateName } from '../../sequences/happening.js';
import { sameEvent } from '../../sequences/judge-timeline.js';
import type { ShownEvent } from '../../sequences/participants.js';
import type { LastDelayedStep } from './terms.js';

/** Compares a room's current state, as far as it is not plumbing, with the last events of its timeline. */
export function judgeState(
  room: RoomName,
  state: Readonly<Record<string, string>>,
  shown: readonly ShownEvent[],
  timeline: readonly SentEvent[],
  last: LastDelayedStep,
): Divergence | undefined {
  const newest = new Map(
    shown.filter(({ stateKey }) => stateKey !== undefined).map((event) => [stateName(event), event]),
  );
  for (const [name, event] of newest) {
    // An ordinary event that is no state is none of ours to judge.
    const sent = timeline.filter((one) => one.of !== undefined && sameEvent(one, event));
    if (sent.length === 0 || state[name] === event.content) continue;
    return {
      requirement: whyItIsSet(sent, last),
      expected: `the state ${name} in the ${room} is '${event.content}'`,
      seen: state[name] === undefined ? 'it is not set' : `it is '${state[name]}'`,
    };
  }
  return undefined;
}

/** The requirement by which state that was sent is there: perhaps something was asked of it since that changes nothing. */
function whyItIsSet(sent: readonly SentEvent[], last: LastDelayedStep): string {
  if (last === undefined || !('of' in last.command)) return 'DE-SEND-1';
  const { command, answer } = last;
  const changesNothing = answer.is === 'refused' || answer.why === 'DE-ACT-8';
  return changesNothing && sent.some(({ of }) => of === command.of) ? answer.why : 'DE-SEND-1';
}
