import type { Check } from '../../kit/checks/check.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter, type TimeWindow } from '../../kit/time/time-window.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { failToSend } from './fail-to-send.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED, SILENCED, changeLevels } from '../words/power-levels.js';
import { hasFailedByLimit } from '../words/failed-by-limit.js';
import { pastRates } from '../words/retry-after.js';

/** How often it is looked whether a 429 is that of a rate limit, which would refuse other sends, too. */
const LOOKS = 3;

/** A `send` that cannot send (DE-ACT-11, DE-ACT-12). */
export const failingSendChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.send-fails-as-undelayed',
    title: 'a send that cannot send is answered with the status and the error of the same undelayed event',
    requirements: ['DE-ACT-11'],
    needs: { accounts: 2, silence: true },
    async run(t) {
      const room = await openRoom(t);
      const message = await t.schedule(t.bob, room);
      const state = await t.schedule(t.bob, room, { stateKey: 'desk' });
      await changeLevels(room, SILENCED);
      const undelayed = {
        message: await t.bob.trySend(room, message.type, t.text('undelayed')),
        state: await t.bob.trySetState(room, state.type, 'desk', t.text('undelayed')),
      };

      const delayed = { message: await sendUnhurried(t, message), state: await sendUnhurried(t, state) };

      for (const kind of ['message', 'state'] as const) {
        const { status, errcode } = undelayed[kind];
        t.presuppose(
          'DE-ERR-1',
          errcode !== undefined,
          `an undelayed ${kind} that is forbidden got ${undelayed[kind]}`,
        );
        const wanted = { status, errcodes: [errcode ?? ''] };
        t.requireRefused('DE-ACT-11', delayed[kind], wanted, `send of a ${kind} event that is forbidden now`);
      }
      await t.requireNothing('DE-ACT-11', [message, state], 'after send was refused');
    },
  }),

  delayedEventsCheck({
    id: 'actions.send-fails-outside-the-room',
    title: 'a send by somebody who has left the room is answered as the same undelayed event, and sends nothing',
    requirements: ['DE-ACT-11'],
    needs: { accounts: 2, silence: true },
    async run(t) {
      const room = await openRoom(t);
      const event = await t.schedule(t.bob, room);
      await t.bob.leave(room);
      const { status, errcode } = await t.bob.trySend(room, event.type, t.text('undelayed'));

      const answer = await t.tryAct(t.bob, event, 'send');

      const wanted = { status, ...(errcode === undefined ? {} : { errcodes: [errcode] }) };
      t.requireRefused('DE-ACT-11', answer, wanted, 'send by somebody who has left');
      await t.requireNothing('DE-ACT-11', event, 'after send was refused');
    },
  }),

  delayedEventsCheck({
    id: 'actions.outside-the-room',
    title: 'who has left the room may restart and cancel what they have scheduled in it',
    requirements: ['DE-ACT-6', 'DE-ACT-7'],
    needs: { accounts: 2, wait: 4 },
    async run(t) {
      const room = await openRoom(t);
      const delay = t.beats(3);
      const restarted = await t.schedule(t.bob, room, { delay });
      const cancelled = await t.schedule(t.bob, room, { delay });
      await t.bob.leave(room);
      await t.letTimePass(t.beats(1));

      const restarting = await t.tryAct(t.bob, restarted, 'restart');
      const cancelling = await t.tryAct(t.bob, cancelled, 'cancel');

      t.requireInTime(cancelling, restarted);
      // What is over by leaving was judged before it was due.
      const what = 'an event whose sender has left the room';
      t.presuppose('DE-PERM-1', restarting.status !== 409, { what, expected: 'it to wait still', seen: restarting });
      t.requireAcceptance('DE-ACT-7', restarting, 'restart by somebody who has left the room');
      t.requireAcceptance('DE-ACT-6', cancelling, 'cancel by somebody who has left the room');

      restartTimer(restarted, restarting, delay);
      await t.alice.invite(room, t.bob);
      t.requireInTime(await t.bob.join(room), cancelled);
      await t.requireDue('DE-ACT-7', restarted, 'after a restart from outside the room', { early: 'DE-ACT-7' });
      await t.requireNothing('DE-ACT-6', cancelled, 'after cancel by somebody who had left the room');
    },
  }),

  delayedEventsCheck({
    id: 'actions.failed-send-can-be-tried-again',
    title: 'after a send that could not send the event waits still, and another send sends it when that is possible',
    requirements: ['DE-ACT-12', 'Q-KEEP'],
    needs: { accounts: 2, silence: true },
    async run(t) {
      const room = await openRoom(t);
      const events = {
        message: await t.schedule(t.bob, room),
        state: await t.schedule(t.bob, room, { stateKey: 'desk' }),
      };
      await failToSend(t, room, Object.values(events));
      const shown = new Map<DelayedEvent, LookedUp>();
      if (t.can('a lookup')) {
        for (const event of Object.values(events)) {
          const answer = await t.tryLookup(t.bob, event);
          if (answer.ok) shown.set(event, t.form.read(answer.json ?? null));
        }
      }
      for (const [event, { finalised }] of shown) {
        if (finalised !== undefined) continue;
        const seen = await t.tryAct(t.bob, event, 'send');
        const what = 'a second send that cannot send, while the event waits';
        t.presuppose('DE-ACT-11', seen.status !== 409, { what, expected: 'the refusal of the first', seen });
      }
      await changeLevels(room, ALLOWED);

      for (const [kind, event] of Object.entries(events)) {
        const answer = await t.tryAct(t.bob, event, 'send');
        const what = `send of a ${kind} event once more, after one that could not send`;
        t.advise('DE-ACT-12', answer.ok, { what, expected: 200, seen: answer });
        t.observe('Q-KEEP', answer.ok ? 'scheduled' : 'finished');
        if (!answer.ok) continue;
        const isSent = await comesUnlessLimited(t, event, dueAfter(answer, 0));
        t.advise('DE-ACT-12', isSent, `${what}: it was answered with 200, and the event did not come`);
        // It has waited, then.
        const { finalised, entry } = shown.get(event) ?? {};
        const message = `after a send that could not send, a ${kind} event that waited was shown as ${JSON.stringify(entry)}`;
        t.presuppose('DE-GET-6', !isSent || finalised === undefined, message);
        if (!isSent || !t.can('a lookup of what is over')) continue;
        const { json: seen = null } = await t.tryLookup(t.bob, event);
        const isToldAsSent = t.form.read(seen).finalised?.error === undefined;
        const expected = 'it to be told as sent, without the error of before';
        t.presuppose('DE-GET-7', isToldAsSent, { what, expected, seen: JSON.stringify(seen) });
      }
      await t.requireNothing('DE-ACT-12', Object.values(events), 'after each was sent once, or refused twice');
    },
  }),

  delayedEventsCheck({
    id: 'actions.failed-send-leaves-its-time',
    title: 'after a send that could not send the event is due when it was due before',
    requirements: ['DE-ACT-12'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await openRoom(t);
      const event = await t.schedule(t.bob, room, { delay: t.beats(3) });
      const before = t.can('a lookup') ? (await t.lookup(event)).since : undefined;
      await failToSend(t, room, [event]);
      if (t.can('a lookup')) {
        const answer = await t.tryLookup(t.bob, event);
        const { since } = t.form.read(answer.json ?? null);
        const message = `a send that could not send moved delayed_since_ts from ${String(before)} to ${String(since)}`;
        // Where it is not kept there is nothing to compare, which another check tells.
        t.advise('DE-ACT-12', !answer.ok || since === before, message);
      }
      t.requireInTime(await changeLevels(room, ALLOWED), event);

      const isSent = await comesUnlessLimited(t, event);

      t.advise('DE-ACT-12', isSent, 'after a send that could not send, the event did not come when it was due');
      if (isSent) await t.requireDue('DE-ACT-12', event, 'after a send that could not send');
    },
  }),

  delayedEventsCheck({
    id: 'actions.failed-send-leaves-the-other-actions',
    title: 'after a send that could not send the event can be restarted and cancelled',
    requirements: ['DE-ACT-12'],
    needs: { accounts: 2, wait: 4 },
    async run(t) {
      const room = await openRoom(t);
      const restarted = await t.schedule(t.bob, room, { delay: t.beats(3) });
      const cancelled = await t.schedule(t.bob, room, { delay: t.beats(3) });
      await failToSend(t, room, [restarted, cancelled]);
      await t.letTimePass(t.beats(1));

      const restarting = await t.tryAct(t.bob, restarted, 'restart');
      const cancelling = await t.tryAct(t.bob, cancelled, 'cancel');

      t.requireInTime(cancelling, cancelled);
      t.advise('DE-ACT-12', restarting.ok, {
        what: 'restart after a send that could not send',
        expected: 200,
        seen: restarting,
      });
      t.advise('DE-ACT-12', cancelling.ok, {
        what: 'cancel after a send that could not send',
        expected: 200,
        seen: cancelling,
      });
      if (restarting.ok) restartTimer(restarted, restarting, restarted.delay);
      const allowing = await changeLevels(room, ALLOWED);
      if (restarting.ok) {
        t.requireInTime(allowing, restarted);
        // What is answered as done is done, whatever else is only advice.
        const why = 'after restart, and when it might be sent again';
        await t.requireDue('DE-ACT-7', restarted, why, { early: 'DE-ACT-7' });
      }
      if (!cancelling.ok) return;
      await t.requireNothing('DE-ACT-6', cancelled, 'after it was cancelled');
      // Where the other could not be restarted, this one has failed before it was cancelled.
      if (!restarting.ok || !t.can('a lookup of what is over')) return;
      const seen = await t.tryLookup(t.bob, cancelled);
      const isTold = seen.ok && t.form.read(seen.json ?? null).finalised?.error !== undefined;
      const what = 'an event that could not be sent by hand, and was cancelled then';
      t.presuppose('DE-GET-9', !isTold, { what, expected: 'no error, since it has not failed', seen });
    },
  }),
];

/** A room in which bob may send messages and state. */
function openRoom(t: DelayedEventsContext): Promise<Room> {
  return t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
}

/**
 * Tries to send an event that cannot be sent; returns the answer that is no rate limit's. A 429 is none where events that
 * can be sent are sent meanwhile, time and again.
 */
async function sendUnhurried(t: DelayedEventsContext, event: DelayedEvent): Promise<Answer> {
  const room = await event.by.createRoom();
  for (let looks = 1; ; looks += 1) {
    const answer = await pastRates(t, () => t.tryAct(event.by, event, 'send', { patient: false }));
    if (answer.status !== 429) return answer;
    const other = await t.tryAct(event.by, await t.schedule(event.by, room), 'send', { patient: false });
    if (!other.ok) throw new Inconclusive(`the server limits send: ${other}`);
    if (looks === LOOKS) return answer;
  }
}

/**
 * Whether an event comes.
 *
 * @param due - when it is due, where not by itself
 * @throws Inconclusive where a rate limit keeps it from being sent (DE-SEND-3)
 */
async function comesUnlessLimited(
  t: DelayedEventsContext,
  event: DelayedEvent,
  due: TimeWindow | undefined = event.due,
): Promise<boolean> {
  if (await t.comes(event, due)) return true;
  if (await hasFailedByLimit(event, t)) throw new Inconclusive('a rate limit kept the event from being sent');
  return false;
}
