import { constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { durationBetween, inUnits } from '../../chance/durations.js';
import { type Kind, trySchedule } from '../chance/either-kind.js';

/** How long an action future waits, in milliseconds where time costs nothing. */
interface Waiting {
  readonly kind: Kind;
  readonly wait: number;
}

/** Action futures do not grow old (SCHED-5). */
export const waitingActionChecks: readonly Check[] = [
  anyStoryCheck<Waiting>({
    id: 'scheduling.any-wait-of-actions',
    title: 'however long an action future waits in a living group, it does not come by itself, and its token sends it',
    requirements: ['SCHED-5'],
    needs: { wait: 3 },
    pending: 2,
    stories: record({
      kind: constantFrom<Kind>('message', 'state'),
      wait: durationBetween(1_000, 3 * 86_400_000),
    }),
    runs: { virtual: 16, real: 6 },
    tell: tellWaiting,
    inWords: ({ kind, wait }) => `an action future of a ${kind} waits for ${inUnits(wait)}`,
    simpler: (story) => [{ ...story, wait: 0 }],
  }),
];

async function tellWaiting(t: FuturesContext, { kind, wait }: Waiting): Promise<void> {
  const room = await t.alice.createRoom();
  const timed = await t.message(t.alice, room);
  const key = kind === 'state' ? { stateKey: t.uniqueName('key') } : {};
  const content = t.text('action');
  const wish = { type: 'org.example.note', timeout: 'none', group: timed.group, content, ...key } as const;
  const answer = await trySchedule(t, t.alice, room, kind, wish);
  t.presuppose('GROUP-4', answer.ok, { what: 'an action future in a living group', expected: 200, seen: answer });
  const action = t.adopt(t.alice, room, wish, answer);
  const until = t.now() + t.shrinkable(wait, wait === 0 ? 0 : 3);
  // Its group is kept alive all the time.
  while (t.now() < until) {
    await t.waitUntil(Math.min(until, t.now() + t.far / 2));
    await t.refresh(timed);
  }
  await t.fence(room);
  // What is so from the beginning has nothing to do with waiting.
  const [about, toCome] = wait === 0 ? ['TOKEN-2', 'SCHED-8'] : ['SCHED-5', 'SCHED-5'];
  const what = `an action future after ${Math.round(wait)} ms`;
  const came = room.timeline.arrivals.some(({ event }) => isEventOf(action)(event));
  t.require(toCome, !came, `${what}: its event came though nobody had called its token`);

  const called = await t.callToken(action.sendToken);

  t.requireAcceptance(about, called, `${what}: calling its token`);
  await t.requireSent(about, action, called, `${what}, when its token was called`);
}
