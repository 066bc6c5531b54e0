import type { Check } from '../../kit/checks/check.js';
import { type SeenEvent, dig } from '../../kit/rooms/matrix-json.js';
import { type User, roomPath } from '../../kit/rooms/user.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import { asGuest } from '../words/as-guest.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { versionIfThere } from '../words/room-versions.js';
import { NAMES } from './names.js';
import { type Sent, trySent } from './try-sent.js';
import { FAR_BACK, SIDE_WINDOWS, WINDOWS, lateWindows, syncTokenOf } from './windows.js';

/** To whom the `delay_id` of an event that was sent is not shown (DE-UNS-2). */
export const othersChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'unsigned.delay-id-is-nobody-elses',
    title:
      'nobody but the sender is shown the delay_id, wherever the event is read, however old it is, redacted or not, and by who has left',
    requirements: ['DE-UNS-2'],
    needs: { ownAccount: 'all', accounts: 2, wait: 1 },
    async run(t) {
      // Where what a redaction redacts stands in its content, as it does since this version.
      const room = await t.alice.createRoom({ members: [t.bob], ...(await versionIfThere(t, '11')) });
      const since = await syncTokenOf(t.bob, room);
      const thread = await t.alice.send(room, 'm.room.message', t.text('a thread'));
      const inThread = { ...t.text('related'), 'm.relates_to': { rel_type: 'm.thread', event_id: thread } };
      const message = await t.schedule(t.alice, room, { delay: t.beats(1), content: inThread });
      const state = await t.schedule(t.alice, room, { delay: t.beats(1), stateKey: 'desk' });
      const phone = t.alice.account.password === undefined ? t.alice : await t.secondDevice(t.alice);
      const byHand = await t.schedule(phone, room);
      for (const event of [message, byHand]) await t.restart(event);
      const seenByHand = await t.requireSent('DE-ACT-5', byHand, await t.send(byHand), 'after send');
      const sent = [
        sentAs('a message sent by hand', byHand, seenByHand),
        sentAs('a message sent when it was due', message, await t.requireDue('DE-SEND-1', message, 'a message')),
        sentAs('state sent when it was due', state, await t.requireDue('DE-SEND-1', state, 'a state event')),
      ];
      await requireUntold(t, t.bob, since, sent, 'another user');

      if (phone !== t.alice) await phone.request('POST', '/_matrix/client/v3/logout', { json: {} });
      const redacted = await t.alice.send(room, 'm.room.message', t.text('to be redacted'));
      const further = [
        ...(await trySent(t, room, 'a redaction', { type: 'm.room.redaction', content: { redacts: redacted } })),
        ...(await trySent(t, room, 'a membership', {
          type: 'm.room.member',
          stateKey: t.alice.userId,
          content: { membership: 'join', displayname: t.uniqueName('alice') },
        })),
      ];
      const redact = roomPath(room, 'redact', seenByHand.event_id, t.uniqueName('txn'));
      await t.alice.request('PUT', redact, { json: {}, repeatable: true });
      for (let count = 0; count < FAR_BACK; count += 1) {
        await (count % 2 === 0 ? t.alice : t.bob).send(room, 'm.room.message', t.text('later'));
      }
      await requireUntold(t, t.bob, since, [...sent, ...further], 'long afterwards another user');

      await t.bob.leave(room);
      await requireUntold(t, t.bob, since, [...sent, ...further], 'after leaving the room another user');
    },
  }),

  delayedEventsCheck({
    id: 'unsigned.delay-id-is-not-for-who-joins-later',
    title: 'whoever joins after the event was sent is not shown its delay_id, wherever it is read',
    requirements: ['DE-UNS-2'],
    needs: { ownAccount: 'all', accounts: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const message = await trySent(t, room, 'a message', {});
      const state = await trySent(t, room, 'state', { stateKey: 'desk' });
      const sent = [...message, ...state];
      if (sent.length === 0) throw new Inconclusive('nothing that was delayed could be sent');
      await t.alice.invite(room, t.bob);
      await t.bob.join(room);

      await requireUntold(t, t.bob, undefined, sent, 'who has joined since');
    },
  }),

  delayedEventsCheck({
    id: 'unsigned.delay-id-is-no-guests',
    title: 'a guest is not shown the delay_id of what others have delayed, wherever it is read',
    requirements: ['DE-UNS-2'],
    needs: { wait: 1 },
    run: (t) =>
      asGuest(t, async (guest, room) => {
        const since = await syncTokenOf(guest, room);
        const state = await t.schedule(t.alice, room, { delay: t.beats(1), stateKey: 'desk' });
        const byHand = await t.schedule(t.alice, room);
        const sent = [
          sentAs('a message', byHand, await t.requireSent('DE-ACT-5', byHand, await t.send(byHand), 'after send')),
          sentAs('state', state, await t.requireDue('DE-SEND-1', state, 'a state event')),
        ];
        await requireUntold(t, guest, since, sent, 'a guest');

        const [own] = await trySent(t, room, 'a message of a guest', {}, guest);
        if (own !== undefined) await requireUntold(t, t.alice, undefined, [own], 'another user');
      }),
  }),
];

function sentAs(what: string, { room, delayId }: DelayedEvent, seen: SeenEvent): Sent {
  return { room, what, delayId, seen };
}

/**
 * Judges that a reader finds none of the ids through any window.
 *
 * @param since - where the reader's syncs had come to before there was anything to find
 */
async function requireUntold(
  t: DelayedEventsContext,
  reader: User,
  since: string | undefined,
  sent: readonly Sent[],
  who: string,
): Promise<void> {
  const oldest = sent.slice(0, 1);
  for (const window of [...WINDOWS, ...SIDE_WINDOWS, ...lateWindows(since)]) {
    for (const { room, seen: wanted } of window.isOfOneEvent === true ? sent : oldest) {
      const events = await window.look(reader, room, wanted);
      for (const { what, delayId, seen } of sent) {
        const shown = events.filter((each) => dig(each, 'event_id') === seen.event_id);
        const isNamed = shown.some((each) => NAMES.some((name) => dig(each, 'unsigned', name) !== undefined));
        // In other events, too, which may have parts of it: there is no other way to know of a delay_id.
        const isThere = JSON.stringify(events).includes(JSON.stringify(delayId));
        const message = `${what}: ${who} is shown the delay_id through ${window.name}`;
        t.require('DE-UNS-2', !isNamed && !isThere, message);
      }
    }
  }
}
