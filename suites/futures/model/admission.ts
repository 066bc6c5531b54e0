import { sameState, Undecided } from '../../sequences/happening.js';
import type { ScheduleCommand } from './command.js';
import { isTimed, sameRequest, sameTransaction } from './sameness.js';
import type { View } from './view.js';
import type { Expected, Future } from './world.js';

type Refusal = Extract<Expected, { is: 'refused' }>;

/** A request that is accepted. */
export interface Admitted {
  readonly group: string;
  /** The future that has to go for it. */
  readonly instead: readonly Future[];
}

/** The answer to a request that was made before: SCHED-9, Q-TXN-DIFF, Q-TXN-AFTER; Q-STATE-TWICE for state. */
export function answerOfBefore(view: View, asked: ScheduleCommand): Expected | undefined {
  // Whether who has left may still ask for the same again is open, and nothing comes of it.
  const sameAgain = ({ id }: Future, why: string): Expected =>
    view.isJoined(asked) ? { is: 'same', future: id, why } : { is: 'any', why };

  const earlier = view.world.futures.filter((future) => sameTransaction(future.asked, asked));
  const [first] = earlier;
  const same = earlier.findLast((future) => sameRequest(future.asked, asked));
  if (same !== undefined && same.end === undefined) return sameAgain(same, 'SCHED-9');
  if (same !== undefined) {
    if (view.read('Q-TXN-AFTER') === 'first-answer') return sameAgain(same, 'Q-TXN-AFTER');
  } else if (first !== undefined && view.read('Q-TXN-DIFF') !== 'further') {
    // What the question asks about is another body or timeout, while the first future lives.
    const isPlain = Number(asked.timeout) > 0 && first.asked.group === asked.group;
    if (first.end !== undefined || !isPlain) throw new Undecided('Q-TXN-DIFF');
    return view.read('Q-TXN-DIFF') === 'refused' ? refused('Q-TXN-DIFF') : sameAgain(first, 'Q-TXN-DIFF');
  }
  const twin = view.living.find((future) => sameState(future, asked) && sameRequest(future.asked, asked));
  const isSame = twin !== undefined && view.read('Q-STATE-TWICE') === 'same';
  return isSame ? sameAgain(twin, 'Q-STATE-TWICE') : undefined;
}

/**
 * Whether a new request is accepted, and into which group.
 *
 * @param made - the name of the group that is made where one has to be made
 */
export function admit(view: View, asked: ScheduleCommand, made: string): Admitted | Refusal {
  const refusals: Refusal[] = [];
  if (!view.isJoined(asked) && view.read('Q-MEMBERSHIP') === 'scheduling') refusals.push(refused('ERR-4'));
  if (asked.timeout === 0 && view.read('Q-ZERO') === 'refused') refusals.push(refused('Q-ZERO'));
  const instead = twinOf(view, asked);
  if (instead.length > 0 && view.read('Q-STATE-TWICE') === '409') refusals.push(refused('Q-STATE-TWICE'));
  const group = placeOf(view, asked, made);
  if (typeof group === 'string' && refusals.length === 0) {
    // Whether a refusal is remembered by its transaction id is nobody's rule.
    if (view.world.refused.some((other) => sameTransaction(other, asked))) throw new Undecided('a refused transaction');
    return { group, instead };
  }
  const [refusal, ...more] = [...refusals, ...(typeof group === 'string' ? [] : [group])] as [Refusal, ...Refusal[]];
  // With several reasons any of their statuses will do.
  return more.length === 0 ? refusal : refused(refusal.why);
}

/** The living state future that another one of the same key may not stand beside, where the server has it so. */
function twinOf(view: View, asked: ScheduleCommand): readonly Future[] {
  const twins = view.living.filter((future) => sameState(future, asked));
  const [twin, ...others] = twins;
  if (twin === undefined || ['further', 'same'].includes(view.read('Q-STATE-TWICE'))) return [];
  const isClear = others.length === 0 && twin.by === asked.by && twin.group !== asked.group;
  if (!isClear || view.othersWith(twin).length > 0) throw new Undecided('Q-STATE-TWICE');
  return twins;
}

/** The group that a future gets into, or why it gets into none. */
function placeOf(view: View, asked: ScheduleCommand, made: string): string | Refusal {
  const { timeout, group } = asked;
  if (timeout === undefined && group === undefined) return refused('SCHED-4', 400);
  if (timeout === undefined && view.read('Q-ABSENT') === 'refused') return refused('Q-ABSENT');
  // GROUP-3
  if (group === undefined) return timeout === 'none' ? refused('Q-NO-GROUP') : made;
  const members = view.membersNamed(asked);
  if (members.some(isTimed)) {
    // GROUP-5, GROUP-6
    const spansRooms = members.some(({ room }) => room !== asked.room);
    return spansRooms && view.read('Q-ROOMS') === 'refused' ? refused('Q-ROOMS') : group;
  }
  if (typeof timeout !== 'number') {
    // GROUP-4; where somebody else or another room has a group of that name, the 409 is only one of the possible refusals.
    const isElsewhere = view.living.some((future) => future.group === group);
    return refused('GROUP-4', isElsewhere || timeout === undefined ? undefined : 409);
  }
  if (members.length > 0) throw new Undecided('a group of action futures only');
  return openedGroup(view, asked, group, made);
}

/** The group that a timeout future opens by naming it. */
function openedGroup(view: View, asked: ScheduleCommand, group: string, made: string): string | Refusal {
  const named = view.world.futures.filter((future) => future.group === group);
  const alive = named.filter(({ end }) => end === undefined);
  const gone = named.filter(({ end }) => end !== undefined);
  const isForeign = alive.some(({ by }) => by !== asked.by);
  if (isForeign && view.read('Q-FOREIGN-GROUP') === 'refused') return refused('Q-FOREIGN-GROUP');
  const opens = view.read('Q-CLIENT-GROUP');
  if (alive.length > 0 && opens !== 'opens') throw new Undecided('Q-CLIENT-GROUP');
  if (gone.length > 0) {
    const reuse = view.read('Q-GROUP-REUSE');
    if (opens === 'opens' && reuse === 'new-group') return group;
    // What the question asks about is the id of a group of one's own that was resolved.
    const isResolved = gone.some((future) => future.end?.how === 'sent' && view.isOwnGroup(future, asked));
    if (opens === 'replaced' || reuse === 'new-group' || !isResolved) throw new Undecided('Q-GROUP-REUSE');
    return refused('Q-GROUP-REUSE');
  }
  if (opens === 'refused') return refused('Q-CLIENT-GROUP');
  return opens === 'opens' ? group : made;
}

function refused(why: string, status?: number): Refusal {
  return { is: 'refused', why, ...(status === undefined ? {} : { status }) };
}
