import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import type { Session } from '../../kit/checks/session.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Breach } from '../../blame/breach.js';
import { oncePerRun } from '../../blame/once-per-run.js';
import { unlessUnclear } from '../../blame/unless-unclear.js';
import type { Missing } from '../../scheduled-events/missing-events.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Whether a plain event comes, and when it is due. */
type Fate = 'comes' | 'comes late' | 'never comes';

/** How much longer than others it is waited for by which is to be seen whether they only come late, in milliseconds. */
const LONGEST_LATENESS_MS = 90_000;

/**
 * Where an event has not come: what is broken by that more plainly than what the check is about. An event that is in the
 * history of its room was sent and not told, or under the name of another one. One that `send` was to send was not sent by it. And where no event of its kind
 * comes when it is due, with which nobody has done anything, the check could not have ended otherwise.
 *
 * @returns nothing where the check tells all there is to tell
 */
export async function breachByAbsence(
  t: DelayedEventsContext,
  session: Session,
  missing: readonly Missing<DelayedEvent>[],
): Promise<Breach | undefined> {
  for (const { event } of missing) {
    const history = await event.by.history(event.room);
    const told = history.find(isEventOf(event));
    if (told !== undefined && t.hasSeenAnother(told))
      return { requirement: 'DE-SEND-2', wrong: `its event_id is that of another event: ${told.event_id}` };
    if (told !== undefined && !t.hasCome(event))
      return { requirement: 'DE-SEND-1', wrong: notThere('it is in the history of its room, and no sync tells of it') };
  }
  const [first] = missing;
  if (first === undefined) return undefined;
  if (missing.every(({ by }) => by === 'request')) {
    return { requirement: 'DE-ACT-5', wrong: notThere('send was answered as carried out, and the event did not come') };
  }
  if ((await t.learnLateness()) === false) {
    return breachByNone(t, session, 'no event comes by itself here, whatever it is');
  }
  const isState = first.event.stateKey !== undefined;
  const fate = await fateOfPlainOne(t, session, isState);
  const kind = isState ? 'state' : 'message';
  if (fate === 'comes') return undefined;
  if (fate === 'comes late') {
    const wrong = notThere(`a ${kind} event that nobody touched comes too late as well`);
    return { requirement: 'DE-TIME-3', wrong: { ...wrong, symptom: 'late' } };
  }
  return breachByNone(t, session, `a ${kind} event that nobody touched does not come either`);
}

/**
 * Whether events of some kind do not come on a server in real time though nobody has done anything with them. There is nothing
 * plainer than that, and to look for it in ordinary stories takes all the time that events may be late, story by story.
 */
export async function isWithoutPlainOnes(t: DelayedEventsContext, session: Session): Promise<boolean> {
  if (t.time === 'virtual') return false;
  if (t.nothingComes) return true;
  const fates = await unlessUnclear(() =>
    Promise.all([false, true].map((isState) => fateOfPlainOne(t, session, isState))),
  );
  return fates?.includes('never comes') === true;
}

/** One look is enough for all checks of a run that ask one server; where each has its own, another number of events may have been too many. */
function fateOfPlainOne(t: DelayedEventsContext, session: Session, isState: boolean): Promise<Fate> {
  return oncePerRun(session, `fate of a plain ${isState ? 'state' : 'message'} event`, () =>
    lookForPlainOne(t, isState),
  );
}

async function lookForPlainOne(t: DelayedEventsContext, isState: boolean): Promise<Fate> {
  const event = await t.tryPlain(isState);
  if (event === undefined || (await t.comes(event))) return 'comes';
  // Where nobody has said how late events may come it has been waited for long enough.
  if (t.time === 'real') return 'never comes';
  const { latest } = event.due ?? { latest: t.now() };
  const late = { earliest: latest, latest: latest + LONGEST_LATENESS_MS };
  return (await t.comes(event, late)) ? 'comes late' : 'never comes';
}

/** What is broken where no event comes: that they do, what delays are, or that actions leave other events alone. */
async function breachByNone(t: DelayedEventsContext, session: Session, seen: string): Promise<Breach> {
  if (await isOfActions(t, session)) {
    const wrong = 'an event of somebody who had done nothing else came, and another one not after actions on others';
    return { requirement: 'DE-ACT-13', wrong: notThere(wrong) };
  }
  const inSeconds = await oncePerRun(session, 'delays in seconds', () => takesSeconds(t));
  if (!inSeconds) return { requirement: 'DE-SEND-1', wrong: notThere(seen) };
  const sentence = `${seen}, and one with a delay of 2 ms comes after about two seconds`;
  return { requirement: 'DE-SCHED-2', wrong: { expected: 'milliseconds', seen: 'seconds', sentence } };
}

/**
 * Whether it is due to actions that events do not come. Where many checks act for one user none may come of that user, whatever it
 * is; so this is seen by somebody for whom nobody else acts.
 */
async function isOfActions(t: DelayedEventsContext, session: Session): Promise<boolean> {
  if (t.time === 'virtual') return false;
  const seen = await oncePerRun(session, 'events beside actions', () => unlessUnclear(() => areStoppedByActions(t)));
  return seen === true;
}

/** Has an event come by itself, and another one wait while everything is done with others. */
async function areStoppedByActions(t: DelayedEventsContext): Promise<boolean> {
  const newcomer = await t.newcomer();
  const room = await t.alice.createRoom({ members: [newcomer] });
  const before = await t.schedule(newcomer, room, { delay: t.beats(1) });
  if (!(await t.comes(before))) return false;
  const [sent, cancelled] = [await t.schedule(newcomer, room), await t.schedule(newcomer, room)];
  const waiting = await t.schedule(newcomer, room, { delay: t.beats(2) });
  await t.tryAct(newcomer, sent, 'restart');
  for (const _time of ['first', 'second']) {
    await t.tryAct(newcomer, sent, 'send');
    await t.tryAct(newcomer, cancelled, 'cancel');
  }
  return !(await t.comes(waiting));
}

/** Whether a server that is told milliseconds takes them for seconds. */
async function takesSeconds(t: DelayedEventsContext): Promise<boolean> {
  const event = await t.tryPlain(false, 2);
  if (event?.due === undefined) return false;
  await t.waitUntil(event.due.latest + t.beats(1));
  await t.fence(event.room);
  if (t.hasCome(event)) return false;
  await t.waitUntil(event.due.latest + t.beats(4));
  await t.fence(event.room);
  return t.hasCome(event);
}

function notThere(seen: string): Discrepancy {
  return { expected: 'the event when it was due', seen, symptom: 'missing', sentence: seen };
}
