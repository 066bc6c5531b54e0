import type { Suite } from '../../kit/checks/check.js';
import { type SeenEvent, dig } from '../../kit/rooms/matrix-json.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { UNSTABLE_NAME } from '../wire/paths.js';
import { SIDE_WINDOWS, WINDOWS, seenThrough } from './windows.js';

/** The names under which the sender may find the `delay_id`. */
const NAMES = ['delay_id', `${UNSTABLE_NAME}.delay_id`] as const;

/** What the event that was sent says beside its content, and to whom (DE-UNS-1 to DE-UNS-3). */
export const unsignedSuite: Suite = {
  revision: 'delayed-events',
  area: 'unsigned',
  checks: [
    delayedEventsCheck({
      id: 'unsigned.delay-id-of-a-message',
      title:
        'its sender finds the delay_id of a message in unsigned wherever it is read, sent by hand or when it was due',
      requirements: ['DE-UNS-1', 'Q-UNSIGNED-KEY'],
      needs: { ownAccount: true, wait: 1, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const byTimer = await t.schedule(t.alice, room, { delay: t.beats(1) });
        const byHand = await t.schedule(t.alice, room);
        const sent = await t.requireSent('DE-ACT-5', byHand, await t.send(byHand), 'after send');
        const due = await t.requireDue('DE-SEND-1', byTimer, 'a message');

        requireDelayId(t, byHand, sent, 'as it came through /sync');
        requireDelayId(t, byTimer, due, 'as it came through /sync');
        await requireDelayIdEverywhere(t, t.alice, byHand, sent);
        await requireDelayIdEverywhere(t, t.alice, byTimer, due);

        const names = NAMES.filter((name) => dig(sent.unsigned ?? null, name) !== undefined);
        t.observe('Q-UNSIGNED-KEY', names.length === 2 ? 'both' : names[0] === 'delay_id' ? 'stable' : 'unstable');
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-of-state',
      title: 'its sender finds the delay_id of a state event in unsigned wherever it is read, as room state, too',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, wait: 1, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room, { delay: t.beats(1), stateKey: 'desk' });
        const seen = await t.requireDue('DE-SEND-1', event, 'a state event');

        requireDelayId(t, event, seen, 'as it came through /sync');
        await requireDelayIdEverywhere(t, t.alice, event, seen);
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-on-every-device',
      title: 'the sender finds the delay_id on another device than the one that scheduled the event',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const phone = await t.secondDevice(t.alice);
        const event = await t.schedule(t.alice, room);
        const seen = await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');

        await requireDelayIdEverywhere(t, phone, event, seen);
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-is-nobody-elses',
      title: 'nobody but the sender is shown the delay_id, wherever the event is read',
      requirements: ['DE-UNS-2'],
      needs: { ownAccount: 'all', accounts: 2, wait: 1 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const thread = await t.alice.send(room, 'm.room.message', t.text('a thread'));
        const inThread = { ...t.text('related'), 'm.relates_to': { rel_type: 'm.thread', event_id: thread } };
        const message = await t.schedule(t.alice, room, { delay: t.beats(1), content: inThread });
        const state = await t.schedule(t.alice, room, { delay: t.beats(1), stateKey: 'desk' });
        const byHand = await t.schedule(t.alice, room);
        const sent = [
          [
            'a message sent by hand',
            byHand,
            await t.requireSent('DE-ACT-5', byHand, await t.send(byHand), 'after send'),
          ],
          ['a message sent when it was due', message, await t.requireDue('DE-SEND-1', message, 'a message')],
          ['state sent when it was due', state, await t.requireDue('DE-SEND-1', state, 'a state event')],
        ] as const;

        for (const [what, event, seen] of sent) {
          for (const window of [...WINDOWS, ...SIDE_WINDOWS]) {
            const events = await window.look(t.bob, room, seen);
            const shown = events.find((each) => dig(each, 'event_id') === seen.event_id);
            const isNamed = NAMES.some((name) => dig(shown ?? null, 'unsigned', name) !== undefined);
            // In other events, too, which may have parts of it: there is no other way to know of a delay_id.
            const isThere = JSON.stringify(events).includes(JSON.stringify(event.delayId));
            const message = `${what}: another user is shown the delay_id through ${window.name}`;
            t.require('DE-UNS-2', !isNamed && !isThere, message);
          }
        }
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.undelayed-events-have-none',
      title: 'an event that was never delayed has no delay_id in unsigned',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room);
        const seen = await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
        const undelayed = await t.alice.send(room, 'm.room.message', t.text('undelayed'));

        const { json } = await t.alice.event(room, undelayed);

        const names = NAMES.filter((name) => dig(json ?? null, 'unsigned', name) !== undefined);
        t.require('DE-UNS-1', names.length === 0, `an undelayed event has ${names.join(' and ')} in unsigned`);
        requireDelayId(t, event, seen, 'as it came through /sync');
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.no-transaction-id',
      title: 'the event that was sent has no transaction_id in unsigned, for the device that scheduled it either',
      requirements: ['DE-UNS-3', 'Q-TXN-UNSIGNED'],
      needs: { ownAccount: true, wait: 1 },
      async run(t) {
        const room = await t.alice.createRoom();
        const byTimer = await t.schedule(t.alice, room, { delay: t.beats(1) });
        const byHand = await t.schedule(t.alice, room);
        const sent = await t.requireSent('DE-ACT-5', byHand, await t.send(byHand), 'after send');
        const due = await t.requireDue('DE-SEND-1', byTimer, 'a message');

        const found: string[] = [];
        for (const seen of [sent, due]) {
          if (dig(seen.unsigned ?? null, 'transaction_id') !== undefined) found.push('the /sync that brought it');
          for (const window of WINDOWS) {
            const shown = await seenThrough(window, t.alice, room, seen);
            if (dig(shown?.unsigned ?? null, 'transaction_id') !== undefined) found.push(window.name);
          }
        }

        t.observe('Q-TXN-UNSIGNED', found.length === 0 ? 'absent' : 'present');
        t.advise('DE-UNS-3', found.length === 0, `a delayed event has transaction_id in unsigned: ${found.join(', ')}`);
      },
    }),
  ],
};

/** Judges that an event's sender is told its `delay_id`, under any of its names. */
function requireDelayId(t: DelayedEventsContext, event: DelayedEvent, seen: SeenEvent, where: string): void {
  const told = t.form.names.inUnsigned.map((name) => dig(seen.unsigned ?? null, name));
  const isTold = told.includes(event.delayId) && told.every((id) => id === undefined || id === event.delayId);
  t.require('DE-UNS-1', isTold, {
    what: where,
    expected: 'the delay_id in unsigned',
    seen: JSON.stringify(seen.unsigned ?? null),
  });
}

/** Judges that an event's sender is told its `delay_id` through every window that shows the event. */
async function requireDelayIdEverywhere(
  t: DelayedEventsContext,
  reader: User,
  event: DelayedEvent,
  seen: SeenEvent,
): Promise<void> {
  for (const window of WINDOWS) {
    const shown = await seenThrough(window, reader, event.room, seen);
    // What a window leaves out is another requirement's affair, and state alone is shown as state.
    if (shown !== undefined) requireDelayId(t, event, shown, `through ${window.name}`);
  }
}
