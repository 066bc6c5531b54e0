import type { Check } from '../../kit/checks/check.js';
import { retryAfter } from '../../kit/connection/retry-after.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { callRoom, joinCall, leaveCall, requireInCall, requireLeft } from './call.js';

/** How often a heartbeat is tried in a row to be limited. */
const BURST = 25;

/** Where we set a limit, it is met for certain. */
const RATES = [{ calls: ['restart'], requests: 4, perMs: 1_000 }];

/** Calls whose members leave by a delayed event, as in MatrixRTC. */
export const callChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'use-cases.call-member-dies',
    title: 'of two members of a call who restart their leaves by heartbeats, only the one who falls silent leaves',
    requirements: ['DE-ACT-7'],
    needs: { accounts: 2, wait: 6 },
    async run(t) {
      const leaveAfter = t.shrinkable(10_000, 2);
      const heartbeat = t.shrinkable(4_000, 1);
      const room = await callRoom(t, [t.bob]);
      const alices = await joinCall(t, t.alice, room, leaveAfter);
      const bobs = await joinCall(t, t.bob, room, leaveAfter);

      const alicesHeart = t.every(heartbeat, () => t.restart(alices));
      const bobsHeart = t.every(heartbeat, () => t.restart(bobs));
      await t.letTimePass(t.shrinkable(600_000, 2));
      await requireInCall(t, 'DE-ACT-7', bobs);

      // Bob's phone loses its connection.
      await bobsHeart.stop();
      await requireLeft(t, 'DE-ACT-7', bobs, "after bob's heartbeat stopped");
      await requireInCall(t, 'DE-ACT-7', alices);

      // And so does alice's.
      await alicesHeart.stop();
      await requireLeft(t, 'DE-ACT-7', alices, "after alice's heartbeat stopped");
      await t.requireNothing('DE-SEND-2', [alices, bobs], 'after everybody has left the call');
    },
  }),

  delayedEventsCheck({
    id: 'use-cases.call-heartbeat-limited',
    title: 'a heartbeat that a rate limit refuses moves nothing: the leave is due after the last one that was accepted',
    requirements: ['DE-RATE-2', 'DE-ACT-7'],
    needs: { ownAccount: true, wait: 6, embedded: { delayedEvents: { rateLimits: RATES } } },
    async run(t) {
      const room = await callRoom(t);
      const leave = await joinCall(t, t.alice, room, t.beats(3));
      let wait: number | undefined;
      for (let beat = 0; beat < BURST && wait === undefined; beat += 1) {
        const answer = await t.tryAct(t.alice, leave, 'restart', { patient: false });
        wait = retryAfter(answer);
        if (wait !== undefined) continue;
        t.requireInTime(answer, leave);
        t.requireAcceptance('DE-ACT-7', answer, 'a heartbeat');
        restartTimer(leave, answer, leave.delay);
      }
      if (wait === undefined) return t.notApplicable(`${BURST} heartbeats in a row were not limited`);

      await requireInCall(t, 'DE-RATE-2', leave);
      if (wait <= t.beats(2)) {
        // A client that heeds what it is told keeps its member in the call.
        await t.onSchedule(t.now() + wait);
        const answer = await t.tryAct(t.alice, leave, 'restart', { patient: false });
        t.requireInTime(answer, leave);
        t.require('DE-RATE-2', answer.ok || answer.status === 429, `a heartbeat after the wait got ${answer}`);
        if (answer.ok) restartTimer(leave, answer, leave.delay);
      }

      await requireLeft(t, 'DE-ACT-7', leave, 'after the last heartbeat that was accepted');
      t.require('DE-RATE-2', true, 'the leave came in its time');
    },
  }),

  delayedEventsCheck({
    id: 'use-cases.call-hang-up',
    title: 'a member who hangs up and cancels the leave has left at once, and nothing comes after that',
    requirements: ['DE-ACT-6'],
    needs: { wait: 3 },
    async run(t) {
      const room = await callRoom(t);
      const leave = await joinCall(t, t.alice, room, t.shrinkable(10_000, 2));
      const heart = t.every(t.shrinkable(4_000, 1), () => t.restart(leave));
      await t.letTimePass(t.shrinkable(40_000, 1.5));
      await heart.stop();

      const goodbye = await leaveCall(t, leave);
      await t.cancel(leave);

      await t.requireNothing('DE-ACT-6', leave, 'after its member hung up');
      await t.requireState('DE-ACT-6', room, leave, goodbye, 'after its member hung up');
    },
  }),

  delayedEventsCheck({
    id: 'use-cases.call-left-by-send',
    title: 'a member who hangs up by sending the leave has left at once, and it does not come again',
    requirements: ['DE-ACT-5'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await callRoom(t, [t.bob]);
      const leave = await joinCall(t, t.bob, room, t.shrinkable(10_000, 3));
      await requireInCall(t, 'DE-ACT-5', leave);

      const hungUp = await t.send(leave);

      await t.requireSent('DE-ACT-5', leave, hungUp, 'when its member hung up');
      await t.requireState('DE-ACT-5', room, leave, leave.content, 'after its member hung up');
      await t.requireNothing('DE-ACT-5', leave, 'after its member hung up');
    },
  }),
];
