import { offset } from '../chance/offset.js';
import type { Divergence } from './divergence.js';
import type { EventShape, Person, RoomName, SentEvent } from './happening.js';
import type { ShownEvent } from './participants.js';
import type { TimelineBlame } from './speaker.js';
import type { Terms } from './terms.js';

/** What a timeline is compared with. */
export interface ExpectedTimeline<T extends Terms> {
  readonly room: RoomName;
  /** What had to come to all rooms. */
  readonly expected: readonly SentEvent[];
  readonly world: T['world'];
  readonly blame: TimelineBlame<T>;
}

/**
 * Compares what was seen in a room with what had to come, and when.
 *
 * @param whyAtAll - why what is missing should have come, once it has been waited for; before that it may be late
 */
export function judgeTimeline<T extends Terms>(
  shown: readonly ShownEvent[],
  compared: ExpectedTimeline<T>,
  whyAtAll?: (missing: SentEvent, instead: ShownEvent | undefined) => string,
): Divergence | undefined {
  const { room, expected, world, blame } = compared;
  const due = expected.filter((event) => event.room === room);
  const [missing] = without(due, shown);
  const extra = without(shown, due);
  if (missing === undefined) {
    const [event] = extra;
    if (event === undefined) return misplaced(shown, due, compared) ?? turned(shown, due, blame.inOrder);
    return judgeExtra(shown, compared) ?? tooMuch(event, blame.outOfNothing);
  }
  const other = extra.find((event) => event.content === missing.content && blame.whySilent(event, world) === undefined);
  if (other !== undefined) {
    return {
      requirement: blame.whyNotAnother(missing, other),
      expected: inWords(missing),
      seen: inWords(other),
      missing,
    };
  }
  const [instead] = extra;
  const seen = instead === undefined ? 'it did not come' : `it did not come, but ${inWords(instead)}`;
  if (whyAtAll === undefined)
    return { requirement: missing.why, expected: inWords(missing), seen, missing, isSymptom: true };
  return { requirement: whyAtAll(missing, instead), expected: inWords(missing), seen, missing };
}

/** What came to a room and should not have, where something that was scheduled can have sent it. */
export function judgeExtra<T extends Terms>(
  shown: readonly ShownEvent[],
  { room, expected, world, blame }: ExpectedTimeline<T>,
): Divergence | undefined {
  const due = expected.filter((event) => event.room === room);
  for (const extra of without(shown, due)) {
    const why = blame.whySilent(extra, world);
    if (why !== undefined) return tooMuch(extra, why);
    const missing = without(due, shown).find(({ content }) => content === extra.content);
    if (missing === undefined) continue;
    return {
      requirement: blame.whyNotAnother(missing, extra),
      expected: inWords(missing),
      seen: inWords(extra),
      missing,
    };
  }
  return undefined;
}

function tooMuch(event: ShownEvent, requirement: string): Divergence {
  const when = event.at === undefined ? '' : ` at ${offset(event.at)}`;
  return { requirement, expected: 'no such event', seen: `${inWords(event)}${when}`, unwanted: event };
}

function misplaced<T extends Terms>(
  shown: readonly ShownEvent[],
  due: readonly SentEvent[],
  { blame, world }: ExpectedTimeline<T>,
): Divergence | undefined {
  const left = [...shown];
  for (const event of due) {
    const [found] = left.splice(
      left.findIndex((other) => sameEvent(event, other)),
      1,
    );
    const { at = event.at } = found ?? {};
    const late = at - event.at;
    if (late === 0 || (late > 0 && !blame.judgesLateness)) continue;
    return {
      requirement: late > 0 ? blame.whyNotLater(event) : blame.whyNotBefore(event, at, true, world),
      expected: inWords(event),
      seen: `it came ${Math.abs(late)} ms too ${late < 0 ? 'early' : 'late'}`,
    };
  }
  return undefined;
}

function turned(
  shown: readonly ShownEvent[],
  due: readonly SentEvent[],
  requirement: string | undefined,
): Divergence | undefined {
  if (requirement === undefined || due.every((event, index) => sameEvent(event, shown[index]))) return undefined;
  const inOrder = (events: readonly Shape[]): string => events.map(inWords).join(', then ');
  return { requirement, expected: inOrder(due), seen: inOrder(shown) };
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
export function inWords({ room, type, stateKey, content, sender }: Shape): string {
  const what = stateKey === undefined ? type : `${type} (state key ${JSON.stringify(stateKey)})`;
  return `${what} '${content}' from ${sender} in the ${room}`;
}

/** What is told of an event that came or has to come. */
interface Shape extends EventShape {
  readonly sender: Person;
  readonly at?: number;
}

/**
 * The events of the one list that are not in the other, each counted as often as it is there. What is alike is told
 * apart by when it came, as far as it can; otherwise the later ones are held to be too many.
 */
function without<E extends Shape>(events: readonly E[], others: readonly Shape[]): E[] {
  const left = [...others];
  const remove = (event: E, isIt: (other: Shape) => boolean): boolean => {
    const index = left.findIndex((other) => sameEvent(event, other) && isIt(other));
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  };
  return events
    .filter((event) => remove(event, ({ at }) => at === event.at))
    .filter((event) => remove(event, () => true));
}

/** Whether two events are of the same shape and sender. */
export function sameEvent(one: Shape, other: Shape | undefined): boolean {
  if (other === undefined) return false;
  const where = one.room === other.room && one.type === other.type && one.stateKey === other.stateKey;
  return where && one.content === other.content && one.sender === other.sender;
}
