import { countsUpOrDown, varyingBits } from '../../chance/predictability.js';
import type { Check } from '../../kit/checks/check.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import { roomPath } from '../../kit/rooms/user.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';

/** How many ids it takes to see how they are made. */
const ENOUGH = 16;

/** Fewer bits than this can be tried out in an hour, at some hundred tries a second. */
const BITS_OF_A_GUESS = 20;

/** What is to be seen of an event before it is sent, and what is not (DE-SCHED-10, DE-SCHED-11). */
export const unseenChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'scheduling.unseen-until-sent',
    title: 'until it is sent an event is in no sync, no history and no room state, for its sender and for others',
    requirements: ['DE-SCHED-10'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const message = await t.schedule(t.alice, room, { delay: t.beats(3) });
      const state = await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' });
      await t.fence(room);

      for (const reader of [t.alice, t.bob]) {
        const history = await reader.history(room);
        const shown = await reader.stateOf(room, state.type, 'desk');
        const all = (await reader.request('GET', roomPath(room, 'state'))).json;
        t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, message);
        const leaked = [message, state].some((event) => history.some(isEventOf(event)));
        t.require('DE-SCHED-10', !leaked, `${reader.name} sees an event in the history that is not sent yet`);
        const isListed = Array.isArray(all) && (all as unknown as SeenEvent[]).some(isEventOf(state));
        const isShown = shown !== undefined || isListed;
        t.require('DE-SCHED-10', !isShown, `${reader.name} sees state that is not sent yet`);
      }
      const synced = room.timeline.arrivals.some(({ event }) => [message, state].some((due) => isEventOf(due)(event)));
      t.require('DE-SCHED-10', !synced, 'an event came through /sync when it was scheduled');
      await t.requireDue('DE-SCHED-10', message, 'a message that was not to be seen before');
      await t.requireDue('DE-SCHED-10', state, 'state that was not to be seen before');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.delay-ids-differ',
    title: 'no two events have the same delay_id, whoever schedules them and wherever',
    requirements: ['DE-SCHED-11'],
    needs: { accounts: 2, pending: 4 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const otherRoom = await t.alice.createRoom();
      const content = { msgtype: 'm.text', body: 'the same every time' };

      const events = [
        await t.schedule(t.alice, room, { content }),
        await t.schedule(t.alice, room, { content }),
        await t.schedule(t.alice, otherRoom, { content }),
        await t.schedule(t.bob, room, { content }),
      ];

      for (const { delayId, txnId } of events) {
        const message = `the delay_id is the transaction id, ${txnId}, which anybody else may use, too`;
        t.require('DE-SCHED-11', delayId !== txnId, message);
      }
      const ids = events.map(({ delayId }) => delayId);
      t.require(
        'DE-SCHED-11',
        new Set(ids).size === ids.length,
        `of four events two have one delay_id: ${ids.join(', ')}`,
      );
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.delay-ids-are-no-counter',
    title:
      'from the delay_ids of some events those of others cannot be guessed: they do not count, repeat or vary in little',
    requirements: ['DE-SCHED-11'],
    needs: { pending: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const ids: string[] = [];
      while (ids.length < ENOUGH) {
        const event = await t.schedule(t.alice, room);
        await (ids.length % 2 === 0 ? t.cancel(event) : t.send(event));
        ids.push(event.delayId);
      }

      t.require(
        'DE-SCHED-11',
        !countsUpOrDown(ids),
        `${ENOUGH} delay_ids in a row count: ${ids.slice(0, 4).join(', ')} ...`,
      );
      const different = new Set(ids).size;
      t.require('DE-SCHED-11', different === ENOUGH, `of ${ENOUGH} delay_ids in a row only ${different} are different`);
      const bits = Math.round(varyingBits(ids));
      t.require(
        'DE-SCHED-11',
        bits >= BITS_OF_A_GUESS,
        `${ENOUGH} delay_ids in a row differ in about ${bits} bits: ${ids.slice(0, 4).join(', ')} ...`,
      );
    },
  }),
];
