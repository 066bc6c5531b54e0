import { type Happening, Undecided } from '../../sequences/happening.js';
import { canHappen, obstacleIn, roomsAfter } from '../../sequences/room-world.js';
import { type Command, type EventCommand, type ScheduleCommand, sameRequest, sameTransaction } from './command.js';
import { emitted, ended, changed, newerState } from './change.js';
import { type Assumptions, type DelayedEvent, dueAt, type Outcome, type Step, waitingIn, type World } from './world.js';

/** How late an event may be sent (DE-TIME-2), unless any lateness is fine (Q-LATE). Milliseconds. */
const LATEST = 30_000;

/** How many events may be due or late at one moment before there are too many outcomes to think of. */
const MOST_AT_ONCE = 8;

/**
 * The accepted revision as a pure function: what a homeserver may answer to a command, which events enter rooms, and what
 * the world is like after that. Where the text leaves it open there are several outcomes. Written from the table of
 * requirements alone.
 *
 * @param world - at the moment of the command: time has been let pass up to it
 * @throws Undecided when nothing can be said
 */
export function step(assumed: Assumptions, world: World, command: Command): readonly Step[] {
  switch (command.do) {
    case 'schedule':
      return schedule(assumed, world, command);
    case 'send':
    case 'cancel':
    case 'restart':
    case 'lookup':
      return address(assumed, world, command);
    default:
      return happen(assumed, world, command);
  }
}

/**
 * Lets time pass. What is due is sent, or fails (DE-SEND-1, DE-SEND-4), or is late; it may be late until it must not be any
 * more (DE-TIME-2). The first outcome is that nothing is late.
 */
export function passTime(assumed: Assumptions, world: World, to: number): readonly Outcome[] {
  const due = waitingIn(world).filter((event) => dueAt(event) <= to);
  if (due.length > MOST_AT_ONCE) throw new Undecided('too many events are due at once');
  let outcomes: readonly Outcome[] = [{ world: { ...world, now: to }, events: [] }];
  for (const { id } of due.toSorted((one, other) => dueAt(one) - dueAt(other))) {
    outcomes = outcomes.flatMap((outcome) => {
      const event = outcome.world.events[id];
      if (event === undefined || event.end !== undefined) return [outcome];
      const mayBeLate = assumed['Q-LATE'] === 'any' || to - dueAt(event) < LATEST;
      return [...runOut(assumed, outcome, event), ...(mayBeLate ? [outcome] : [])];
    });
  }
  return outcomes;
}

/** Whether a command makes sense: nobody leaves who is not there. */
export function isPossible({ rooms }: World, command: Command): boolean {
  return 'as' in command || command.do === 'schedule' || canHappen(rooms, command);
}

// ---- scheduling ----

function schedule(assumed: Assumptions, world: World, asked: ScheduleCommand): readonly Step[] {
  const isFull =
    assumed.cap !== undefined && waitingIn(world).filter(({ by }) => by === asked.by).length >= assumed.cap;
  const earlier = world.events.find((event) => sameTransaction(event.asked, asked));
  if (earlier !== undefined) {
    // Whether another request may have the same id, and whether who may send nothing may repeat theirs, nobody says.
    if (!sameRequest(earlier.asked, asked) || obstacleIn(world.rooms, asked) !== undefined)
      throw new Undecided('DE-SCHED-5');
    const isOver = earlier.end !== undefined;
    if (isOver && !assumed.ownTransactions) throw new Undecided('DE-SCHED-6');
    const why = isOver || isFull ? 'DE-SCHED-6' : 'DE-SCHED-5';
    return [{ world, events: [], answer: { is: 'same', event: earlier.id, why } }];
  }
  // DE-PERM-3: all rules count.
  const obstacle = obstacleIn(world.rooms, asked);
  const refusals = [
    // DE-LIM-6: what is over takes no place.
    ...(isFull ? [refused(world, 'DE-LIM-5', 429, 'M_LIMIT_EXCEEDED')] : []),
    ...(obstacle === 'not joined' ? followed(assumed, 'Q-ROOM', ['403', '404']) : []).map((one) =>
      refused(world, 'Q-ROOM', Number(one)),
    ),
    ...(obstacle === undefined ? [] : followed(assumed, 'Q-AUTH-EARLY', ['refused'])).map(() =>
      refused(world, 'Q-AUTH-EARLY', 403),
    ),
  ];
  const question = obstacle === 'not joined' ? 'Q-ROOM' : 'Q-AUTH-EARLY';
  const isAccepted = !isFull && (obstacle === undefined || followed(assumed, question, ['accepted']).length > 0);
  return isAccepted ? [accepted(world, asked), ...refusals] : refusals;
}

function accepted(world: World, asked: ScheduleCommand): Step {
  const { by, room, type, stateKey, content, delay } = asked;
  const id = world.events.length;
  const key = stateKey === undefined ? {} : { stateKey };
  const event = { id, by, room, type, ...key, content, asked, delay, since: world.now, begun: [] };
  const sharesId = world.events.some((other) => asked.txn !== undefined && other.asked.txn === asked.txn);
  const why = obstacleIn(world.rooms, asked) === undefined ? (sharesId ? 'DE-SCHED-6' : 'DE-SCHED-1') : 'DE-PERM-2';
  return { world: { ...world, events: [...world.events, event] }, events: [], answer: { is: 'new', event: id, why } };
}

// ---- actions and lookups ----

function address(assumed: Assumptions, world: World, command: EventCommand): readonly Step[] {
  const { do: what, as, of } = command;
  const isOwners = what === 'lookup' || assumed.ownerAlone;
  if (as === 'nobody' && isOwners) return [refused(world, 'DE-ERR-2', 401)];
  const event = of === undefined ? undefined : world.events[of];
  if (event === undefined) return [refused(world, what === 'lookup' ? 'DE-GET-2' : 'DE-ACT-3', 404, 'M_NOT_FOUND')];
  if (isOwners && event.by !== as) {
    return [refused(world, what === 'lookup' ? 'DE-GET-2' : 'DE-ACT-4', 404, 'M_NOT_FOUND')];
  }
  if (what === 'lookup') {
    const told: Step = { world, events: [], answer: { is: 'told', event: event.id, why: 'DE-GET-1' } };
    return event.end === undefined ? [told] : whereKept(assumed.showsOutcomes, world, [told]);
  }
  if (event.end !== undefined) return onWhatIsOver(assumed, world, event, what);
  switch (what) {
    case 'cancel':
      return [done(ended(world, event, { how: 'cancelled', by: 'request', why: 'DE-ACT-6' }), 'DE-ACT-6')];
    case 'restart': {
      const restarted = { since: world.now, begun: [...event.begun, event.since] };
      return [done(changed(world, event, restarted), 'DE-ACT-7')];
    }
    default:
      return obstacleIn(world.rooms, event) === undefined
        ? sendNow(assumed, world, event)
        : failToSend(assumed, world, event);
  }
}

/** DE-ACT-8, DE-ACT-9, DE-ACT-10, DE-ACT-16 */
function onWhatIsOver(
  assumed: Assumptions,
  world: World,
  { end }: DelayedEvent,
  what: 'send' | 'cancel' | 'restart',
): readonly Step[] {
  const kept = (steps: readonly Step[]): readonly Step[] => whereKept(assumed.remembers, world, steps);
  const wasSent = end?.how === 'sent';
  if (what === (wasSent ? 'send' : 'cancel')) return kept([done(world, 'DE-ACT-8')]);
  if (!wasSent || what !== 'restart') return kept([refused(world, 'DE-ACT-9', 409)]);
  const restarts = followed(assumed, 'Q-RESTART-SENT', ['409', '404', '200']).map((one) =>
    one === '200' ? done(world, 'Q-RESTART-SENT') : refused(world, 'DE-ACT-10', Number(one)),
  );
  return kept(restarts);
}

/** What is answered on what is over, which a server may keep or not (DE-ACT-16, Q-RETENTION). */
function whereKept(isKept: Assumptions['remembers'], world: World, steps: readonly Step[]): readonly Step[] {
  const gone = refused(world, 'DE-ACT-16', 404, 'M_NOT_FOUND');
  return { yes: steps, no: [gone], perhaps: [...steps, gone] }[isKept];
}

/** DE-ACT-5 */
function sendNow(assumed: Assumptions, world: World, event: DelayedEvent): readonly Step[] {
  return emitted(assumed, { world, events: [] }, event, world.now, 'request', 'DE-ACT-5').map((outcome) => ({
    ...outcome,
    answer: { is: 'done', why: 'DE-ACT-5' },
  }));
}

/** DE-ACT-11, DE-ACT-12 */
function failToSend(assumed: Assumptions, world: World, event: DelayedEvent): readonly Step[] {
  return followed(assumed, 'Q-KEEP', ['scheduled', 'finished']).map((one) =>
    refused(
      one === 'scheduled' ? world : ended(world, event, { how: 'failed', by: 'request', why: 'Q-KEEP' }),
      'DE-ACT-11',
      403,
      'M_FORBIDDEN',
    ),
  );
}

/** DE-SEND-1; DE-SEND-4 by DE-PERM-1, whatever was allowed when it was scheduled. */
function runOut(assumed: Assumptions, outcome: Outcome, event: DelayedEvent): readonly Outcome[] {
  const { world, events } = outcome;
  if (obstacleIn(world.rooms, event) !== undefined) {
    return [{ world: ended(world, event, { how: 'failed', by: 'time', why: 'DE-SEND-4' }), events }];
  }
  const why = event.begun.length > 0 ? 'DE-ACT-7' : 'DE-SEND-1';
  return emitted(assumed, outcome, event, dueAt(event), 'time', why);
}

// ---- what else happens ----

function happen(assumed: Assumptions, world: World, command: Happening): readonly Step[] {
  const answer = { is: 'done', why: '' } as const;
  if (command.do === 'set-state') {
    if (obstacleIn(world.rooms, command) !== undefined) return [refused(world, '', 403)];
    const { do: _, by, ...shape } = command;
    const entered = { ...shape, sender: by, at: world.now, why: '' };
    return newerState(assumed, world, entered, []).map((after) => ({ world: after, events: [entered], answer }));
  }
  return [{ world: { ...world, rooms: roomsAfter(world.rooms, command) }, events: [], answer }];
}

// ---- answers ----

function done(world: World, why: string): Step {
  return { world, events: [], answer: { is: 'done', why } };
}

/** DE-ERR-3: a refused request leaves nothing. */
function refused(world: World, why: string, status: number, errcode?: string): Step {
  return { world, events: [], answer: { is: 'refused', why, status, ...(errcode === undefined ? {} : { errcode }) } };
}

/** Those of some readings of a question that a server may follow. */
function followed(assumed: Assumptions, question: keyof Assumptions, some: readonly string[]): readonly string[] {
  const known = assumed[question];
  return some.filter((name) => known === undefined || known === name);
}
