import { type Arbitrary, array, constantFrom, integer, nat, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';

/** The state of being in a call, one state key for each member. */
const CALL_MEMBER = 'org.matrix.msc3401.call.member';

/** One of so many parts of a leave's timeout passes at a time: no number of them is the whole of it. */
const PART = 0.3;

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
  /** Leaves that must not come any more, and what it breaks when they do. */
  readonly outdated: { readonly leave: Future; readonly breaks: string }[];
}

async function tellCall(t: FuturesContext, { steps, isNoCall }: Call): Promise<void> {
  // What goes wrong with other state, too, has nothing to do with calls.
  const [leaving, rejoining] = isNoCall === true ? ['STATE-1', 'STATE-2'] : ['CASE-1', 'CASE-5'];
  const type = isNoCall === true ? 'org.example.seat' : CALL_MEMBER;
  const timeout = t.shrinkable(10_000, 4);
  const members: Member[] = [t.alice, t.bob].map((user) => ({ user, outdated: [] }));
  const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
  // Moments are counted from the beginning, so that what requests take does not add up.
  const start = t.now();
  let passed = 0;
  const groups = new Set<string>();

  for (const { who, does, parts } of steps) {
    const member = members[who];
    if (member === undefined) continue;
    if (does === 'join') await join(member);
    else if (does === 'beat') await beat(member);
    else await hangUp(member);
    await pass(parts);
  }
  // Everybody falls silent.
  await pass(Math.ceil(1 / PART));
  for (const { leave } of members)
    t.require(leaving, leave === undefined, 'a member who fell silent is still in the call');
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

  /** Lets time pass and looks at who is in the call then. */
  async function pass(count: number): Promise<void> {
    passed += count;
    await t.waitUntil(start + passed * PART * timeout);
    for (const member of members) {
      const { user, leave, outdated } = member;
      if (leave?.due !== undefined && leave.due.latest < t.now()) {
        await t.requireDue(leaving, leave, `the leave of ${user.name}, who fell silent`);
        delete member.leave;
      }
      await t.fence(room);
      const seen = room.timeline.arrivals.map(({ event }) => event);
      for (const { leave, breaks } of outdated) {
        t.require(breaks, !seen.some(isEventOf(leave)), `a leave of ${user.name} came that was void by then`);
      }
      const isIn = await isInCall(room, type, user);
      const [should, does] = [member.leave !== undefined, isIn].map((yes) => (yes ? 'in' : 'not in'));
      t.require(leaving, should === does, `${user.name} should be ${should} the call, and is ${does} it`);
    }
  }
}

async function isInCall(room: Room, type: string, { userId }: User): Promise<boolean> {
  const memberships = dig(await room.observer.stateOf(room, type, userId), 'memberships');
  return Array.isArray(memberships) && memberships.length > 0;
}
