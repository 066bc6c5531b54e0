import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { eventually } from '../../scheduled-events/eventually.js';
import { changeLevels } from '../words/power-levels.js';
import { lastMomentOf } from '../words/until-over.js';
import { presupposeRoomsOf } from '../words/room-versions.js';

/** What an event does to its room when it is sent, as an undelayed one would (DE-SEND-1). */
export const effectChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.membership',
    title: 'a delayed invitation invites: whom it names may join from then on, and not before',
    requirements: ['DE-SEND-1'],
    needs: { accounts: 2, wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const join = `/_matrix/client/v3/join/${encodeURIComponent(room.id)}`;
      const membership = { type: 'm.room.member', stateKey: t.bob.userId, content: { membership: 'invite' } };
      const event = await schedule(t, room, membership);
      const before = await t.bob.request('POST', join, { json: {} });
      t.requireInTime(before, event);
      t.presuppose('DE-SCHED-10', before.refused, `an invitation that is not due yet lets in: ${before}`);

      const isInvited = await eventually(t, lastMomentOf(t, event), async () => {
        const member = await t.alice.stateOf(room, 'm.room.member', t.bob.userId);
        return member?.['membership'] === 'invite';
      });

      t.require('DE-SEND-1', isInvited, 'an invitation was due, and whom it names is not invited');
      await t.bob.join(room);
    },
  }),

  delayedEventsCheck({
    id: 'sending.redaction',
    title: 'a delayed redaction redacts: what it names, of whomever it is, loses its content, and not before',
    requirements: ['DE-SEND-1'],
    needs: { accounts: 2, wait: 1 },
    async run(t) {
      // Where the redacted event stands in the content, as it does since this version.
      await presupposeRoomsOf(t, '11');
      const room = await t.alice.createRoom({ version: '11', members: [t.bob] });
      const redactions = new Map<string, DelayedEvent>();
      for (const author of [t.alice, t.bob]) {
        const redacted = await author.send(room, 'm.room.message', t.text('to be redacted'));
        redactions.set(redacted, await schedule(t, room, { type: 'm.room.redaction', content: { redacts: redacted } }));
      }
      const hasBody = async (redacted: string): Promise<boolean> => {
        const answer = await t.alice.event(room, redacted);
        t.presuppose('DE-SEND-1', answer.ok, `reading an event that is to be redacted: got ${answer}`);
        return JSON.stringify(answer.body['content']) !== '{}';
      };
      for (const [redacted, event] of redactions) {
        const before = await hasBody(redacted);
        t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, event);
        t.presuppose('DE-SCHED-10', before, 'a redaction that is not due yet redacts');
      }

      for (const [redacted, event] of redactions) {
        const isRedacted = await eventually(t, lastMomentOf(t, event), async () => !(await hasBody(redacted)));
        t.require('DE-SEND-1', isRedacted, 'a redaction was due, and what it names has its content still');
      }
    },
  }),

  delayedEventsCheck({
    id: 'sending.power-levels',
    title: 'delayed power levels are in force once they were sent',
    requirements: ['DE-SEND-1'],
    needs: { accounts: 2, wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const content = { ...(await t.alice.stateOf(room, 'm.room.power_levels', '')), events_default: 50 };
      const event = await schedule(t, room, { type: 'm.room.power_levels', stateKey: '', content });
      // What is in force by then and not said in them is gone.
      await changeLevels(room, { 'org.example.other': 30, events: { 'org.example.other': 30 } });
      const before = await t.bob.trySend(room, 'm.room.message', t.text('before'));
      t.requireInTime(before, event);
      t.presuppose('DE-SCHED-10', before.ok, `power levels that are not due yet are in force: ${before}`);

      const isForbidden = await eventually(t, lastMomentOf(t, event), async () => {
        return (await t.bob.trySend(room, 'm.room.message', t.text('after'))).status === 403;
      });

      t.require('DE-SEND-1', isForbidden, 'power levels were due, and what they forbid is allowed still');
      const of = { type: 'm.room.power_levels', stateKey: '' };
      await t.requireState('DE-SEND-1', room, of, content, 'after power levels that say less than those before them');
    },
  }),
];

async function schedule(t: DelayedEventsContext, room: Room, wish: DelayedEventWish): Promise<DelayedEvent> {
  const event = await t.schedule(t.alice, room, { ...wish, delay: t.beats(1) });
  // Its effect is waited for, not the event, which nothing but this tells from what others send.
  room.ask(event);
  return event;
}
