import type { Check } from '../../kit/checks/check.js';
import { type JsonValue, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { lookupKept } from '../words/lookup-kept.js';
import { untilOver } from '../words/until-over.js';

/** A room version in which a redaction names its target in its content, where a delayed event can carry it. */
const REDACTS_IN_CONTENT = '11';

/** Messages to be sent later, and messages that destroy themselves. */
export const messageChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'use-cases.message-edited',
    title: 'a scheduled message that its author edits by cancel and reschedule comes once, as it was edited last',
    requirements: ['DE-ACT-6'],
    needs: { wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const begun = t.now();
      const first = await t.schedule(t.alice, room, { delay: t.beats(3), content: t.text('Happy birtday') });
      await t.onSchedule(begun + t.beats(1));
      await t.cancel(first);
      const second = await t.schedule(t.alice, room, { delay: t.beats(2), content: t.text('Happy birthday') });
      await t.cancel(second);
      const last = await t.schedule(t.alice, room, { delay: t.beats(2), content: t.text('Happy birthday, Bob') });

      await t.requireDue('DE-SEND-1', last, 'the message as it was edited last');

      await t.requireNothing('DE-ACT-6', [first, second, last], 'after the message came as it was edited last');
    },
  }),

  delayedEventsCheck({
    id: 'use-cases.message-looked-up',
    title: 'a scheduled message can be looked up as it waits, and after it went out, with the event that it became',
    requirements: ['DE-GET-1', 'DE-GET-7'],
    needs: { wait: 2, words: ['a lookup of what is over'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room, { delay: t.beats(2) });
      const before = await t.tryLookup(t.alice, event);
      t.requireInTime(before, event);
      const waits = before.ok && t.form.read(before.json ?? null).finalised === undefined;
      t.require('DE-GET-1', waits, { expected: 'the message to wait still', seen: before });

      const seen = await t.requireDue('DE-SEND-1', event, 'a message that is looked up');

      await untilOver(t, event, t.now() + t.beats(2));
      await lookupKept(t, 'DE-GET-7', event, 'send');
      const after = await t.requireFinalised('DE-GET-7', event, 'sent', 'after it went out');
      const { eventId } = after.finalised ?? {};
      t.require('DE-GET-7', eventId === seen.event_id, `${seen.event_id} came, and ${String(eventId)} is told`);
      const asWritten = sameJson(after.content ?? null, event.content);
      t.require('DE-GET-7', asWritten, {
        expected: 'the content as it was written',
        seen: JSON.stringify(after.entry),
      });
    },
  }),

  delayedEventsCheck({
    id: 'use-cases.self-destruction',
    title: 'a delayed redaction removes a message in its time, and not before; one that is called off does not',
    requirements: ['DE-SEND-1'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], version: REDACTS_IN_CONTENT });
      const delay = Math.min(t.shrinkable(10 * 60_000, 3), t.far);
      const selfDestructing = async (words: string): Promise<DelayedEvent> => {
        const redacts = await t.bob.send(room, 'm.room.message', t.text(words));
        const content = { redacts, reason: 'time is up', label: t.uniqueName('redaction') };
        return t.schedule(t.bob, room, { type: 'm.room.redaction', content, delay });
      };
      const [lost, kept] = [await selfDestructing('burn after reading'), await selfDestructing('keep this')];
      const before = await t.alice.event(room, String(lost.content['redacts']));
      t.requireInTime(before, lost);
      const isThere = dig(before.json, 'content', 'body') === 'burn after reading';
      t.presuppose('DE-SCHED-10', isThere, `before its time the message is ${before}`);
      await t.cancel(kept);

      await t.requireDue('DE-SEND-1', lost, 'a delayed redaction');

      await t.fence(room);
      const gone = await bodyOf(t.alice, room, lost);
      t.require('DE-SEND-1', gone === undefined, `after its time the message still reads ${JSON.stringify(gone)}`);
      await t.requireNothing('DE-ACT-6', kept, 'after the delayed redaction was cancelled');
      const stays = await bodyOf(t.alice, room, kept);
      t.require('DE-SEND-1', stays === 'keep this', `the message that was to stay reads ${JSON.stringify(stays)}`);
    },
  }),
];

/** What the message reads that a redaction is about. */
async function bodyOf(who: User, room: Room, redaction: DelayedEvent): Promise<JsonValue | undefined> {
  return dig((await who.event(room, String(redaction.content['redacts']))).json, 'content', 'body');
}
