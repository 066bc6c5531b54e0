import type { Divergence } from '../../sequences/divergence.js';
import { type RoomName, sameState, type SentEvent, stateName } from '../../sequences/happening.js';
import { sameEvent } from '../../sequences/judge-timeline.js';
import type { ShownEvent } from '../../sequences/participants.js';
import type { LastDelayedStep } from './terms.js';

/**
 * State events that are stamped no further apart may have been sent side by side where time passes by itself: which of them is the
 * state then, state resolution says, as for undelayed ones, and not their order. Milliseconds.
 */
const SIDE_BY_SIDE_MS = 1_000;

/** What a room's current state is compared with. */
export interface StateComparison {
  readonly room: RoomName;
  readonly shown: readonly ShownEvent[];
  readonly timeline: readonly SentEvent[];
  readonly last: LastDelayedStep;
  /** Whether time passes only when told to, so that nothing is sent side by side. */
  readonly isExact: boolean;
}

/** Compares a room's current state, as far as it is not plumbing, with the last events of its timeline. */
export function judgeState(
  state: Readonly<Record<string, string>>,
  { room, shown, timeline, last, isExact }: StateComparison,
): Divergence | undefined {
  const newest = new Map(
    shown.filter(({ stateKey }) => stateKey !== undefined).map((event) => [stateName(event), event]),
  );
  for (const [name, event] of newest) {
    // An ordinary event that is no state is none of ours to judge.
    const sent = timeline.filter((one) => one.of !== undefined && sameEvent(one, event));
    if (sent.length === 0 || state[name] === event.content) continue;
    const besides = isExact ? [] : shown.filter((other) => sameState(other, event) && areSideBySide(other, event));
    if (besides.some(({ content }) => content === state[name])) continue;
    return {
      requirement: whyItIsSet(sent, last),
      expected: `the state ${name} in the ${room} is '${event.content}'`,
      seen: state[name] === undefined ? 'it is not set' : `it is '${state[name]}'`,
    };
  }
  return undefined;
}

function areSideBySide({ seen: one }: ShownEvent, { seen: other }: ShownEvent): boolean {
  return Math.abs(one.origin_server_ts - other.origin_server_ts) < SIDE_BY_SIDE_MS;
}

/** The requirement by which state that was sent is there: perhaps something was asked of it since that changes nothing. */
function whyItIsSet(sent: readonly SentEvent[], last: LastDelayedStep): string {
  if (last === undefined || !('of' in last.command)) return 'DE-SEND-1';
  const { command, answer } = last;
  const changesNothing = answer.is === 'refused' || answer.why === 'DE-ACT-8';
  return changesNothing && sent.some(({ of }) => of === command.of) ? answer.why : 'DE-SEND-1';
}
