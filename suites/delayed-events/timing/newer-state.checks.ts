import type { Check } from '../../kit/checks/check.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { ALLOWED } from '../words/power-levels.js';

/** State that is set while delayed state for the same key waits (DE-TIME-6). */
export const newerStateChecks: readonly Check[] = (
  [
    ['own', 'the same user'],
    ['others', 'another user'],
  ] as const
).map(([whose, by]) =>
  delayedEventsCheck({
    id: `timing.newer-state-of-${whose}`,
    title: `newer state by ${by} neither cancels delayed state nor changes its time: that overwrites it when it is due`,
    requirements: ['DE-TIME-6'],
    needs: { accounts: 2, wait: 6 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
      const newest = whose === 'own' ? t.alice : t.bob;
      await t.alice.setState(room, t.stateType, 'desk', t.text('old'));
      const event = await t.schedule(t.alice, room, { delay: t.beats(4), stateKey: 'desk' });
      const restarted = await t.schedule(t.alice, room, { delay: t.beats(4), stateKey: 'chair' });
      await t.letTimePass(t.beats(2));

      const newer = await newest.setState(room, event.type, 'desk', t.text('newer'));
      t.requireInTime(newer, event);
      await t.requireScheduled('DE-TIME-6', event, `after newer state by ${by}`);
      // Only now, so that a server which cancels the former is not asked first whether it restarts.
      await t.restart(restarted);
      t.requireInTime(await newest.setState(room, event.type, 'chair', t.text('newer')), restarted);
      await t.requireScheduled('DE-TIME-6', restarted, `restarted before newer state by ${by}`);

      const instead = dueAfter(newer, t.beats(4));
      await t.requireDue('DE-TIME-6', event, `after newer state by ${by}`, { instead, early: 'DE-TIME-6' });
      await t.requireDue('DE-TIME-6', restarted, `restarted before newer state by ${by}`, { early: 'DE-TIME-6' });
      await t.requireState('DE-TIME-6', room, event, event.content, 'when delayed state was due');
      await t.requireNothing('DE-SEND-2', [event, restarted], 'after each was sent once');
    },
  }),
);
