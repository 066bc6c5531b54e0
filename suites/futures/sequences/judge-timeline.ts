import type { RoomName } from '../model/command.js';
import type { Future, SentEvent, World } from '../model/world.js';
import type { Divergence } from './divergence.js';
import { offset } from '../../chance/offset.js';
import { type ShownEvent, whyAtAll, whyNotAnother, whyNotBefore, whyNotLater, whySilent } from './reasons.js';

/**
 * Compares what was seen in a room with what had to come, and when.
 *
 * @param isListed - whether a future is listed, once what is missing has been waited for; before that it may be late
 */
export function judgeTimeline(
  room: RoomName,
  shown: readonly ShownEvent[],
  expected: readonly SentEvent[],
  world: World,
  isListed?: (future: Future) => boolean,
): Divergence | undefined {
  const due = expected.filter((event) => event.room === room);
  const [missing] = without(due, shown);
  const extra = without(shown, due);
  if (missing === undefined) {
    const [event] = extra;
    if (event === undefined) return misplaced(shown, due, world) ?? turned(shown, due);
    return judgeExtra(room, shown, expected, world) ?? tooMuch(event, 'TIME-1');
  }
  const other = extra.find((event) => event.content === missing.content && whySilent(event, world) === undefined);
  if (other !== undefined) {
    return { requirement: whyNotAnother(missing, other), expected: inWords(missing), seen: inWords(other) };
  }
  const [instead] = extra;
  const seen = instead === undefined ? 'it did not come' : `it did not come, but ${inWords(instead)}`;
  if (isListed === undefined) return { requirement: missing.why, expected: inWords(missing), seen, isSymptom: true };
  return { requirement: whyAtAll(missing, instead, world, isListed), expected: inWords(missing), seen };
}

/** What came to a room and should not have, where there is a future that can have sent it. */
export function judgeExtra(
  room: RoomName,
  shown: readonly ShownEvent[],
  expected: readonly SentEvent[],
  world: World,
): Divergence | undefined {
  const due = expected.filter((event) => event.room === room);
  for (const extra of without(shown, due)) {
    const why = whySilent(extra, world);
    if (why !== undefined) return tooMuch(extra, why);
    const missing = without(due, shown).find(({ content }) => content === extra.content);
    if (missing === undefined) continue;
    return { requirement: whyNotAnother(missing, extra), expected: inWords(missing), seen: inWords(extra) };
  }
  return undefined;
}

function tooMuch(event: ShownEvent, requirement: string): Divergence {
  const when = event.at === undefined ? '' : ` at ${offset(event.at)}`;
  return { requirement, expected: 'no such event', seen: `${inWords(event)}${when}` };
}

function misplaced(shown: readonly ShownEvent[], due: readonly SentEvent[], world: World): Divergence | undefined {
  const left = [...shown];
  for (const event of due) {
    const [found] = left.splice(
      left.findIndex((other) => sameEvent(event, other)),
      1,
    );
    const { at = event.at } = found ?? {};
    const late = at - event.at;
    if (late === 0) continue;
    const future = event.of === undefined ? undefined : world.futures[event.of];
    return {
      requirement:
        late > 0 ? whyNotLater(event) : future === undefined ? 'TIME-2' : whyNotBefore(future, at, true, world),
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

/** Whether something came that should not have. */
export function isTooMuch(room: RoomName, shown: readonly ShownEvent[], expected: readonly SentEvent[]): boolean {
  return (
    without(
      shown,
      expected.filter((event) => event.room === room),
    ).length > 0
  );
}

/** An event in a few words. */
export function inWords({ room, type, stateKey, content, sender }: ShownEvent): string {
  const what = stateKey === undefined ? type : `${type} (state key ${JSON.stringify(stateKey)})`;
  return `${what} '${content}' from ${sender} in the ${room}`;
}

/**
 * The events of the one list that are not in the other, each counted as often as it is there. What is alike is told
 * apart by when it came, as far as it can; otherwise the later ones are held to be too many.
 */
function without<T extends ShownEvent>(events: readonly T[], others: readonly ShownEvent[]): T[] {
  const left = [...others];
  const remove = (event: T, isIt: (other: ShownEvent) => boolean): boolean => {
    const index = left.findIndex((other) => sameEvent(event, other) && isIt(other));
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  };
  return events
    .filter((event) => remove(event, ({ at }) => at === event.at))
    .filter((event) => remove(event, () => true));
}

function sameEvent(one: ShownEvent, other: ShownEvent | undefined): boolean {
  if (other === undefined) return false;
  const where = one.room === other.room && one.type === other.type && one.stateKey === other.stateKey;
  return where && one.content === other.content && one.sender === other.sender;
}
