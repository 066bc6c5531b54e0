import type { Answer } from '../../kit/connection/answer.js';
import { isMatrixError } from '../../kit/checks/context.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';
import type { Divergence } from '../../sequences/divergence.js';
import type { Command } from '../model/command.js';
import { dueAt, waitingIn, type World } from '../model/world.js';
import { ACTIONS } from '../words/delayed-event.js';
import type { KnownEvents } from './known-events.js';
import type { DelayedWorld } from './terms.js';

/** Where the answer to a command differs from what the model expects; what a lookup tells is judged elsewhere. */
export function judgeAnswer(
  command: Command,
  { answer: expected, world }: DelayedWorld,
  answer: Answer,
  known: KnownEvents,
): Divergence | undefined {
  const seen = String(answer);
  if (answer.status >= 500) return { requirement: 'DE-ERR-1', expected: 'no status of 500 or more', seen };
  if (expected === undefined) return undefined;
  const { why } = expected;
  if (expected.is === 'refused') return judgeRefusal(command, expected, world, answer);
  // Where there is no such endpoint at all, it is no single action that is amiss.
  const isNowhere = answer.unrecognised && ACTIONS.some((action) => action === command.do);
  if (!answer.ok) return { requirement: isNowhere ? 'DE-ACT-1' : why, expected: '200', seen, isSymptom: true };
  switch (expected.is) {
    case 'done':
      return isRecord(answer.json) ? undefined : { requirement: 'DE-ACT-2', expected: 'a JSON object', seen };
    case 'same': {
      const first = known.idOf(expected.event);
      return answer.string('delay_id') === first
        ? undefined
        : { requirement: why, expected: `the delay_id of before, ${first}`, seen };
    }
    case 'new':
      return judgeId(answer, known, why);
    case 'told':
      return undefined;
  }
}

function judgeRefusal(
  command: Command,
  expected: { readonly why: string; readonly status: number; readonly errcode?: string },
  world: World,
  answer: Answer,
): Divergence | undefined {
  const seen = String(answer);
  const { why: requirement, status, errcode } = expected;
  const wanted = `a refusal with ${status}${errcode === undefined ? '' : ` ${errcode}`}`;
  if (answer.ok)
    return { requirement: whyRefused(requirement, command, world), expected: wanted, seen, isSymptom: true };
  if (answer.status !== status) return { requirement, expected: wanted, seen };
  if (!isMatrixError(answer)) return { requirement: 'DE-ERR-1', expected: 'an errcode and an error', seen };
  if (errcode !== undefined && answer.errcode !== errcode) return { requirement, expected: wanted, seen };
  return requirement === 'DE-LIM-5' && command.do === 'schedule' ? judgeWait(command.by, world, answer) : undefined;
}

/**
 * The requirement by which a request has to be refused at all: what is one event too many the capability says (DE-CAP-6),
 * even where it is the first one (DE-CAP-5).
 */
function whyRefused(why: string, command: Command, world: World): string {
  if (why !== 'DE-LIM-5' || command.do !== 'schedule') return why;
  return waitingIn(world).some(({ by }) => by === command.by) ? 'DE-CAP-6' : 'DE-CAP-5';
}

/** A cap's refusal says when the next event of the user is due, in whole seconds, rounded up (DE-LIM-5). */
function judgeWait(by: string, world: World, { headers }: Answer): Divergence | undefined {
  const header = headers['retry-after'];
  if (header === undefined) return { requirement: 'DE-LIM-5', expected: 'a Retry-After header', seen: 'none' };
  const next = Math.min(...waitingIn(world).flatMap((event) => (event.by === by ? [dueAt(event)] : [])));
  // What is late is due at any moment.
  if (next <= world.now) return undefined;
  const seconds = Math.ceil((next - world.now) / 1_000);
  // What is late or of another clock may be a second off; a date is read elsewhere.
  if (!/^\d+$/.test(header) || Math.abs(Number(header) - seconds) <= 1) return undefined;
  return { requirement: 'DE-LIM-5', expected: `a Retry-After of ${seconds}`, seen: `Retry-After: ${header}` };
}

function judgeId(answer: Answer, known: KnownEvents, why: string): Divergence | undefined {
  const seen = String(answer);
  const delayId = answer.string('delay_id');
  if (delayId === undefined || delayId === '') return { requirement: 'DE-SCHED-3', expected: 'a delay_id', seen };
  if (answer.string('event_id') !== undefined) return { requirement: 'DE-SCHED-3', expected: 'no event_id', seen };
  if (known.numberOf(delayId) === undefined) return undefined;
  // Where somebody else's request has the same transaction id it has been taken for that, unless the one is the other.
  const requirement = why === 'DE-SCHED-6' && !known.isAskedFor(delayId) ? why : 'DE-SCHED-11';
  return { requirement, expected: 'a delay_id that no other event has', seen };
}
