import { dueAfter } from '../kit/time-window.js';
import type { Suite } from '../kit/check.js';
import { futuresCheck } from './futures-check.js';

/** The token endpoint: send, refresh, cancel (TOKEN-1 to TOKEN-13). */
export const tokensSuite: Suite = {
  revision: 'futures',
  area: 'tokens',
  checks: [
    futuresCheck({
      id: 'tokens.send-sends-at-once',
      title: 'the send token sends its timeout future at once and discards the rest of the group',
      requirements: ['TOKEN-2', 'GROUP-2'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const chosen = await t.message(t.alice, room);
        const other = await t.message(t.alice, room, { group: chosen.group, timeout: t.beats(3) });
        const action = await t.action(t.alice, room, chosen.group);

        const answer = await t.send(chosen);

        await t.requireSent('TOKEN-2', chosen, answer, 'after its send token was called');
        await t.requireNothing('GROUP-2', [other, action], 'after another future of the group was sent');
        await t.requireDeadTokens('GROUP-2', other, 'after another future of the group was sent');
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-restarts-from-now',
      title: 'the refresh token restarts the timer from now with the full stored duration',
      requirements: ['TOKEN-3'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        const refreshed = await t.refresh(future);

        // Ignored: due two beats early. Remaining time: likewise. Extended from the old deadline: two beats late.
        const extended = dueAfter(refreshed, t.beats(6));
        await t.requireDue('TOKEN-3', future, 'after a refresh half way', { early: 'TOKEN-3', instead: extended });
      },
    }),

    futuresCheck({
      id: 'tokens.cancel-only-timeout-future',
      title: "cancelling a group's only timeout future sends nothing and discards the whole group",
      requirements: ['TOKEN-6', 'TOKEN-7'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const kept = await t.message(t.alice, room, { timeout: t.beats(2) });
        const cancelled = await t.message(t.alice, room, { timeout: t.beats(2) });
        const action = await t.action(t.alice, room, cancelled.group);

        await t.cancel(cancelled);

        await t.requireDue('TOKEN-6', kept, 'a future of another group, scheduled alike and not cancelled');
        await t.requireNothing('TOKEN-7', [cancelled, action], 'after the only timeout future was cancelled');
        await t.requireDeadTokens('TOKEN-6', action, 'after the only timeout future of its group was cancelled');
      },
    }),
  ],
};
