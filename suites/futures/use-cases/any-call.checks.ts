import { type Arbitrary, array, constantFrom, integer, nat, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { TooCoarse } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';

/** The state of being in a call, one state key for each member. */
const CALL_MEMBER = 'org.matrix.msc3401.call.member';

/** One of so many parts of a leave's timeout passes at a time: no number of them is the whole of it. */
const PART = 0.3;

/** So much of the last part before somebody does something is left to look at who is in the call. */
const LOOKING = 1 / 3;

/** What one of the members does, and how many {@link PART}s pass after that. */
interface Step {
  readonly who: number;
  readonly does: 'join' | 'beat' | 'hang up';
  readonly parts: number;
}

/** What the members of a call do. */
interface Call {
  readonly steps: readonly Step[];
  /** The same with state that has nothing to do with calls. */
  readonly isNoCall?: true;
}

const calls: Arbitrary<Call> = record({
  steps: array(
    record({
      who: nat({ max: 1 }),
      does: constantFrom<Step['does']>('join', 'beat', 'hang up', 'join', 'join', 'beat'),
      parts: integer({ min: 1, max: 2 }),
    }),
    { maxLength: 6 },
  ),
});

/** Whoever is in a call is so until a timeout after the last sign of life (CASE-1), and after a fresh join anew (CASE-5). */
export const callChecks: readonly Check[] = [
  anyStoryCheck<Call>({
    id: 'use-cases.any-call',
    title:
      'however members join a call, join again, keep their heartbeats and hang up, each is in it as long as that lasts',
    requirements: ['CASE-1'],
    alsoJudges: ['CASE-5'],
    needs: { accounts: 2, wait: 20 },
    pending: 5,
    stories: calls,
    runs: { virtual: 24, real: 12 },
    tell: tellCall,
    inWords: ({ steps }) =>
      steps.map(({ who, does, parts }) => `${NAMES[who]}: ${does}, ${parts * 30} % of the timeout pass`).join('; '),
    simpler: (call) => [{ ...call, isNoCall: true }],
  }),
];

const NAMES = ['alice', 'bob'];

/** A member of a call, as far as it takes part. */
interface Member {
  readonly user: User;
  /** What ends its membership when nothing else does; absent while it is not in the call. */
  leave?: Future;
  /** How often it has done something: what was seen is only to be judged where it has done nothing meanwhile. */
  operations: number;
  /** Leaves that must not come any more, and what it breaks when they do. */
  readonly outdated: { readonly leave: Future; readonly breaks: string }[];
}

async function tellCall(t: FuturesContext, { steps, isNoCall }: Call): Promise<void> {
  // What goes wrong with other state, too, has nothing to do with calls.
  const [leaving, rejoining] = isNoCall === true ? ['STATE-1', 'STATE-2'] : ['CASE-1', 'CASE-5'];
  const type = isNoCall === true ? 'org.example.seat' : CALL_MEMBER;
  const timeout = t.shrinkable(10_000, 4);
  const members: Member[] = [t.alice, t.bob].map((user) => ({ user, operations: 0, outdated: [] }));
  const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
  // Moments are counted from the beginning, so that what requests take does not add up.
  const start = t.now();
  let passed = 0;
  const groups = new Set<string>();

  for (const { who, does, parts } of steps) {
    const member = members[who];
    if (member === undefined) continue;
    member.operations += 1;
    if (does === 'join') await join(member);
    else if (does === 'beat') await beat(member);
    else await hangUp(member);
    await pass(parts);
  }
  // Everybody falls silent.
  await pass(Math.ceil(1 / PART));
  await t.besidesDone();
  for (const { user, leave } of members)
    if (leave !== undefined) await t.requireDue(leaving, leave, `the leave of ${user.name}, who fell silent`);
  await t.fence(room);
  for (const member of members) requireNoVoidLeave(member);
  await t.requireSilence(leaving, room, t.now(), 'after everybody has left');

  async function join(member: Member): Promise<void> {
    const { user, leave: old } = member;
    const joined = { memberships: [{ application: 'm.call' }], label: t.uniqueName('joined') };
    const answer = await user.setState(room, type, user.userId, joined);
    if (old !== undefined) {
      t.requireInTime(answer, old);
      member.outdated.push({ leave: old, breaks: rejoining });
    }
    member.leave = await t.state(user, room, {
      type,
      stateKey: user.userId,
      content: { memberships: [], label: t.uniqueName('left') },
      timeout,
    });
    t.presuppose('GROUP-3', !groups.has(member.leave.group), 'two futures got the same group id');
    groups.add(member.leave.group);
  }

  async function beat({ user, leave }: Member): Promise<void> {
    if (leave === undefined) return;
    const answer = await t.callToken(leave.refreshToken ?? '');
    t.requireInTime(answer, leave);
    t.requireAcceptance(leaving, answer, `the heartbeat of ${user.name}, who is in the call`);
    leave.due = { earliest: answer.sentAt + timeout, latest: answer.answeredAt + timeout };
  }

  async function hangUp(member: Member): Promise<void> {
    const { user, leave } = member;
    if (leave === undefined) return;
    const left = { memberships: [], label: t.uniqueName('goodbye') };
    t.requireInTime(await user.setState(room, type, user.userId, left), leave);
    member.outdated.push({ leave, breaks: leaving });
    delete member.leave;
  }

  /** Lets time pass, and towards its end looks at who is in the call. */
  async function pass(count: number): Promise<void> {
    passed += count;
    await t.onSchedule(start + (passed - LOOKING) * PART * timeout);
    for (const member of members) {
      const { leave } = member;
      const isOver = leave?.due !== undefined && leave.due.latest < t.now();
      if (isOver) delete member.leave;
      await t.beside(() => look(member, leave, isOver));
    }
    await t.onSchedule(start + passed * PART * timeout);
  }

  /**
   * Judges whether a member is in the call, as it is now.
   *
   * @param leave - what is to end its membership, where it is in the call
   * @param isOver - whether that has been due
   */
  async function look(member: Member, leave: Future | undefined, isOver: boolean): Promise<void> {
    const { user, operations } = member;
    const due = leave?.due;
    if (leave !== undefined && isOver) await t.requireDue(leaving, leave, `the leave of ${user.name}, who fell silent`);
    const should = leave !== undefined && !isOver;
    if ((await isInCall(room, type, user)) === should) return;
    // What has come may not have been taken in everywhere.
    await t.fence(room);
    const isIn = await isInCall(room, type, user);
    if (member.operations !== operations) return;
    requireNoVoidLeave(member);
    if (should && due !== undefined && t.now() >= due.earliest)
      throw new TooCoarse(`the leave of ${user.name} may have been due before it was known whether it had come`);
    const [wanted, is] = [should, isIn].map((yes) => (yes ? 'in' : 'not in'));
    t.require(leaving, should === isIn, `${user.name} should be ${wanted} the call, and is ${is} it`);
  }

  function requireNoVoidLeave({ user, outdated }: Member): void {
    const seen = room.timeline.arrivals.map(({ event }) => event);
    for (const { leave, breaks } of outdated)
      t.require(breaks, !seen.some(isEventOf(leave)), `a leave of ${user.name} came that was void by then`);
  }
}

async function isInCall(room: Room, type: string, { userId }: User): Promise<boolean> {
  const memberships = dig(await room.observer.stateOf(room, type, userId), 'memberships');
  return Array.isArray(memberships) && memberships.length > 0;
}
