import type { Check } from '../../kit/checks/check.js';
import { requireSeen, requireTold } from '../../scheduled-events/told-and-seen.js';
import { requireUnasked } from '../../scheduled-events/unasked.js';
import { futuresCheck } from '../words/futures-check.js';

/** Where a future's event is to be seen once it was sent (TIME-1), and that nobody has to ask for that (TIME-3). */
export const viewChecks: readonly Check[] = [
  futuresCheck({
    id: 'timers.seen-everywhere',
    title: 'what a timer has sent is seen by its sender and others, in sync, history, context, state and by its id',
    requirements: ['TIME-1'],
    needs: { ownAccount: 'all', accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
      const futures = [
        await t.message(t.bob, room, { timeout: t.beats(2) }),
        await t.state(t.bob, room, { timeout: t.beats(2), stateKey: 'desk' }),
      ];
      for (const future of futures) {
        await t.requireDue('TIME-1', future, 'before it is looked for');
        for (const reader of [t.alice, t.bob]) await requireSeen(t, 'TIME-1', future, reader);
      }
    },
  }),

  futuresCheck({
    id: 'timers.wakes-a-waiting-sync',
    title: 'a sync that waits is answered when a timer of its user or of another one sends an event',
    requirements: ['TIME-1'],
    needs: { ownAccount: true, accounts: 2, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
      const futures = [
        await t.message(t.alice, room, { timeout: t.beats(1) }),
        await t.state(t.alice, room, { timeout: t.beats(2), stateKey: 'desk' }),
        await t.message(t.bob, room, { timeout: t.beats(3) }),
      ];
      for (const future of futures) await requireTold(t, 'TIME-1', future);
    },
  }),

  futuresCheck({
    id: 'timers.without-requests',
    title: 'a timer sends its event when it runs out though nobody asks the server for anything',
    requirements: ['TIME-3'],
    needs: { ownAccount: true, alone: true, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      await requireUnasked(t, 'TIME-3', room, () => t.message(t.alice, room, { timeout: t.beats(1) }));
    },
  }),
];
