import type { RoomName } from '../model/command.js';
import { whySilent } from '../model/reasons.js';
import type { SentEvent, World } from '../model/world.js';
import type { Divergence } from './divergence.js';

/** An event as somebody in the room saw it, in the model's words. */
export interface ShownEvent extends Omit<SentEvent, 'why' | 'at'> {
  /** When it was seen, in milliseconds since the sequence began; absent where that is not known exactly. */
  readonly at?: number;
}

/** Compares what was seen in a room with what had to come, and when. */
export function judgeTimeline(
  room: RoomName,
  shown: readonly ShownEvent[],
  expected: readonly SentEvent[],
  world: World,
): Divergence | undefined {
  const due = expected.filter((event) => event.room === room);
  const [extra] = without(shown, due);
  const [missing] = without(due, shown);
  if (missing !== undefined) {
    const seen = extra === undefined ? 'it did not come' : inWords(extra);
    return { requirement: missing.why, expected: inWords(missing), seen };
  }
  if (extra !== undefined) {
    return { requirement: whySilent(extra, world), expected: 'no such event', seen: inWords(extra) };
  }
  return misplaced(shown, due) ?? turned(shown, due);
}

function misplaced(shown: readonly ShownEvent[], due: readonly SentEvent[]): Divergence | undefined {
  const left = [...shown];
  for (const event of due) {
    const [found] = left.splice(
      left.findIndex((other) => sameEvent(event, other)),
      1,
    );
    const late = (found?.at ?? event.at) - event.at;
    if (late === 0) continue;
    return {
      requirement: late < 0 ? 'TIME-2' : event.why === 'TIME-1' ? 'TIME-3' : event.why,
      expected: inWords(event),
      seen: `it came ${Math.abs(late)} ms too ${late < 0 ? 'early' : 'late'}`,
    };
  }
  return undefined;
}

function turned(shown: readonly ShownEvent[], due: readonly SentEvent[]): Divergence | undefined {
  if (due.every((event, index) => sameEvent(event, shown[index]))) return undefined;
  const inOrder = (events: readonly ShownEvent[]): string => events.map(inWords).join(', then ');
  return { requirement: 'Q-DOUBLE', expected: inOrder(due), seen: inOrder(shown) };
}

/** Whether less was seen than has to come. */
export function isWaitedFor(room: RoomName, shown: readonly ShownEvent[], expected: readonly SentEvent[]): boolean {
  return (
    without(
      expected.filter((event) => event.room === room),
      shown,
    ).length > 0
  );
}

/** An event in a few words. */
export function inWords({ room, type, stateKey, content, sender }: ShownEvent): string {
  const what = stateKey === undefined ? type : `${type} (state key ${JSON.stringify(stateKey)})`;
  return `${what} '${content}' from ${sender} in the ${room}`;
}

/** The events of the one list that are not in the other, each counted as often as it is there; the later ones first to go. */
function without<T extends ShownEvent>(events: readonly T[], others: readonly ShownEvent[]): T[] {
  const left = [...others];
  return events.filter((event) => {
    const index = left.findIndex((other) => sameEvent(event, other));
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

function sameEvent(one: ShownEvent, other: ShownEvent | undefined): boolean {
  if (other === undefined) return false;
  const where = one.room === other.room && one.type === other.type && one.stateKey === other.stateKey;
  return where && one.content === other.content && one.sender === other.sender;
}
