import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import type { Target } from '../../kit/targets/stage.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Breach } from '../../blame/breach.js';
import type { Missing } from '../../scheduled-events/missing-events.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Whether a plain event comes when it is due, by kind: one look is enough for all checks of a run. */
const looks = new WeakMap<Target, Map<boolean, Promise<boolean>>>();

/**
 * Where an event has not come: what is broken by that more plainly than what the check is about. An event that is in the
 * history of its room was sent and not told, or under the name of another one. One that `send` was to send was not sent by it. And where no event of its kind
 * comes when it is due, with which nobody has done anything, the check could not have ended otherwise.
 *
 * @returns nothing where the check tells all there is to tell
 */
export async function breachByAbsence(
  t: DelayedEventsContext,
  target: Target,
  missing: readonly Missing<DelayedEvent>[],
): Promise<Breach | undefined> {
  for (const { event } of missing) {
    const history = await event.by.history(event.room);
    const told = history.find(isEventOf(event));
    if (told !== undefined && t.hasSeen(told.event_id))
      return { requirement: 'DE-SEND-2', wrong: `its event_id is that of another event: ${told.event_id}` };
    if (told !== undefined)
      return { requirement: 'DE-SEND-1', wrong: notThere('it is in the history of its room, and no sync tells of it') };
  }
  const [first] = missing;
  if (first === undefined) return undefined;
  if (missing.every(({ by }) => by === 'request')) {
    return { requirement: 'DE-ACT-5', wrong: notThere('send was answered as carried out, and the event did not come') };
  }
  if ((await t.learnLateness()) === false) {
    return { requirement: 'DE-SEND-1', wrong: notThere('no event comes by itself here, whatever it is') };
  }
  const isState = first.event.stateKey !== undefined;
  if (await plainOneComes(t, target, isState)) return undefined;
  const kind = isState ? 'state' : 'message';
  return { requirement: 'DE-SEND-1', wrong: notThere(`a ${kind} event that nobody touched does not come either`) };
}

function plainOneComes(t: DelayedEventsContext, target: Target, isState: boolean): Promise<boolean> {
  const known = looks.get(target) ?? new Map<boolean, Promise<boolean>>();
  looks.set(target, known);
  const look = known.get(isState) ?? lookForPlainOne(t, isState);
  known.set(isState, look);
  return look;
}

async function lookForPlainOne(t: DelayedEventsContext, isState: boolean): Promise<boolean> {
  const event = await t.tryPlain(isState);
  return event === undefined || t.comes(event);
}

function notThere(seen: string): Discrepancy {
  return { expected: 'the event when it was due', seen, symptom: 'missing', sentence: seen };
}
