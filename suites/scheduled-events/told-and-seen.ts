import { TooCoarse } from '../kit/checks/verdict.js';
import { type SeenEvent, dig } from '../kit/rooms/matrix-json.js';
import type { User } from '../kit/rooms/user.js';
import { whereSeen } from '../kit/rooms/where-seen.js';
import { eventually } from './eventually.js';
import { type ScheduledEvent, isEventOf, isLabelledAs } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';

/** How long it may take until a waiting sync tells what the history tells already, in beats. */
export const SOON = 4;

/**
 * Judges that the waiting sync of who watches the event's room tells of it soon after the history does: to ask for that wakes
 * nobody.
 *
 * @param requirement - what it means when it does not
 * @param limit - when it has to be sent at the latest; when it is due, and as late as events are, unless said
 * @throws TooCoarse on the first look, where something that was sent afterwards brings it along
 */
export async function requireTold<E extends ScheduledEvent>(
  t: ScheduledEventsContext<E>,
  requirement: string,
  event: E,
  limit: number | (() => number) = () => (event.due?.latest ?? 0) + t.patience,
): Promise<void> {
  const { room } = event;
  const isTold = (): boolean => room.timeline.arrivals.some(({ event: seen }) => isEventOf(event)(seen));
  if (typeof limit !== 'number') await t.waitUntil(event.due?.latest ?? 0);
  const isSent = await eventually(t, limit, async () => (await t.alice.history(room)).some(isEventOf(event)));
  t.require(requirement, isSent, 'an event was due, and never came into the history');
  if (await eventually(t, t.now() + t.beats(SOON), () => Promise.resolve(isTold()))) return;
  const wrong = `an event is in the history, and a sync that waits has not told of it in ${t.beats(SOON)} ms`;
  // What is held up on the way looks the same, but not twice and twice as long.
  await t.fence(room);
  if (isTold() && t.canLookAgain) throw new TooCoarse(wrong);
  t.require(requirement, false, wrong);
}

/**
 * Judges that somebody finds an event that has come wherever they find an undelayed one.
 *
 * @param requirement - what it means when they do not
 */
export async function requireSeen<E extends ScheduledEvent>(
  t: ScheduledEventsContext<E>,
  requirement: string,
  event: E,
  reader: User,
): Promise<void> {
  const seen = event.room.timeline.arrivals.find((arrival) => isEventOf(event)(arrival.event));
  // Something after it: what is last is in the timeline of every sync.
  await t.fence(event.room);
  const found = await windowsOn(t, reader, event, seen?.event.event_id ?? '', isEventOf(event));
  const missing = Object.keys(found).filter((where) => found[where] !== true);
  const undelayed = missing.length === 0 ? {} : await windowsOnUndelayed(t, reader, event);
  const where = missing.find((each) => undelayed[each] === true);
  const wrong = `what was sent is not to be found as its sender's by ${reader.name} in ${where}`;
  t.require(requirement, where === undefined, wrong);
}

/** Through which windows somebody sees an undelayed event of the same kind, by the same sender. */
async function windowsOnUndelayed<E extends ScheduledEvent>(
  t: ScheduledEventsContext<E>,
  reader: User,
  { by, room, type, stateKey, content: delayed }: E,
): Promise<Readonly<Record<string, boolean>>> {
  const relation = delayed['m.relates_to'];
  const content = { ...t.text('undelayed'), ...(relation === undefined ? {} : { 'm.relates_to': relation }) };
  const isIt = isLabelledAs(content);
  const other = { by, room, type, content, ...(stateKey === undefined ? {} : { stateKey: t.uniqueName('undelayed') }) };
  const eventId =
    other.stateKey === undefined
      ? await by.send(room, type, content)
      : ((await by.setState(room, type, other.stateKey, content)).string('event_id') ?? '');
  await t.fence(room);
  return windowsOn(t, reader, other, eventId, isIt);
}

function windowsOn<E extends ScheduledEvent>(
  t: ScheduledEventsContext<E>,
  reader: User,
  { by, content, ...event }: Pick<ScheduledEvent, 'by' | 'room' | 'type' | 'stateKey' | 'content'>,
  eventId: string,
  isIt: (found: SeenEvent) => boolean,
): Promise<Readonly<Record<string, boolean>>> {
  const related = dig(content, 'm.relates_to', 'event_id');
  const relatesTo = typeof related === 'string' ? related : undefined;
  return whereSeen(reader, { ...event, relatesTo, sender: by.userId, eventId, isIt }, t.uniqueName('no-such-type'));
}
