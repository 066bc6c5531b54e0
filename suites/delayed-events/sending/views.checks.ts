import type { Check } from '../../kit/checks/check.js';
import { SOON, requireSeen, requireTold } from '../../scheduled-events/told-and-seen.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { ALLOWED } from '../words/power-levels.js';

/** Where an event is to be seen once it was sent (DE-SEND-1). */
export const viewChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.seen-everywhere',
    title: 'what was sent is seen by its sender and others, in sync, history, contexts, state, relations and by its id',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: 'all', accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
      const referred = await t.alice.send(room, 'm.room.message', t.text('referred to'));
      const reference = { 'm.relates_to': { rel_type: 'm.reference', event_id: referred } };
      const events = [
        await t.schedule(t.bob, room, { delay: t.beats(2) }),
        await t.schedule(t.bob, room, { delay: t.beats(2), stateKey: 'desk' }),
        await t.schedule(t.bob, room, { content: { ...t.text('a reference'), ...reference } }),
      ];
      const byHand = events[2];
      if (byHand !== undefined) await t.requireSent('DE-SEND-1', byHand, await t.send(byHand), 'after send');

      for (const event of events) {
        if (event !== byHand) await t.requireDue('DE-SEND-1', event, 'before it is looked for');
        for (const reader of [t.alice, t.bob]) await requireSeen(t, 'DE-SEND-1', event, reader);
      }
    },
  }),

  delayedEventsCheck({
    id: 'sending.seen-by-who-comes-later',
    title: 'who has joined after an event was scheduled sees it as everybody does when it is sent',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: 'all', accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const events = [
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' }),
      ];
      await t.alice.invite(room, t.bob);
      const joining = await t.bob.join(room);

      for (const event of events) {
        t.requireInTime(joining, event);
        await t.requireDue('DE-SEND-1', event, 'after somebody else has joined');
        await requireSeen(t, 'DE-SEND-1', event, t.bob);
      }
    },
  }),

  delayedEventsCheck({
    id: 'sending.wakes-a-waiting-sync',
    title: 'a sync that waits is answered when a delayed event of its user is sent, by its timer or by hand',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: true, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const message = await t.schedule(t.alice, room, { delay: t.beats(1) });
      const state = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
      const byHand = await t.schedule(t.alice, room);

      await requireTold(t, 'DE-SEND-1', message);
      await requireTold(t, 'DE-SEND-1', state);
      await t.send(byHand);
      await requireTold(t, 'DE-SEND-1', byHand, t.now() + t.beats(SOON));
    },
  }),

  delayedEventsCheck({
    id: 'sending.wakes-the-waiting-sync-of-others',
    title: 'a sync that waits is answered when a delayed event of another user is sent',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: true, accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      await requireTold(t, 'DE-SEND-1', await t.schedule(t.bob, room, { delay: t.beats(1) }));
    },
  }),
];
