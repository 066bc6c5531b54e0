import type { Check } from '../../kit/checks/check.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import type { WireForm } from '../wire/wire-form.js';
import { ACTIONS, type DelayedEvent, type DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';

const NO_UNSTABLE = 'the server offers nothing under the unstable prefix';
const ONE_PREFIX = 'the server does not offer the accepted revision under both prefixes';

/** The unstable paths, and how they and the stable ones go together (DE-UNST-1, DE-UNST-2). */
export const prefixChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'discovery.unstable-scheduling',
    title: 'messages and state that are scheduled on the unstable path are sent when they are due',
    requirements: ['DE-UNST-1'],
    needs: { wait: 2 },
    async run(t) {
      const form = t.unstableForm ?? t.notApplicable(NO_UNSTABLE);
      const room = await t.alice.createRoom();
      const message = await scheduleIn(t, form, room, { delay: t.beats(2) });
      const state = await scheduleIn(t, form, room, { delay: t.beats(2), stateKey: 'desk' });
      const unnamed = await scheduleIn(t, form, room, { delay: t.beats(2), stateKey: '' });

      await t.requireDue('DE-UNST-1', message, 'a message that was scheduled on the unstable path');
      await t.requireDue('DE-UNST-1', state, 'state that was scheduled on the unstable path');
      await t.requireDue('DE-UNST-1', unnamed, 'state with an empty key that was scheduled on the unstable path');
      await t.requireNothing('DE-UNST-1', [message, state, unnamed], 'after all were sent');
    },
  }),

  delayedEventsCheck({
    id: 'discovery.unstable-actions',
    title: 'send, cancel and restart are carried out on the unstable path',
    requirements: ['DE-UNST-1'],
    needs: { wait: 4 },
    async run(t) {
      const form = t.unstableForm ?? t.notApplicable(NO_UNSTABLE);
      const room = await t.alice.createRoom();
      const delay = t.beats(3);
      const [sent, cancelled, restarted] = [
        await scheduleIn(t, form, room, {}),
        await scheduleIn(t, form, room, { delay }),
        await scheduleIn(t, form, room, { delay }),
      ];
      await t.letTimePass(t.beats(1));

      const restarting = await t.tryAct(t.alice, restarted, 'restart', {}, form);
      const sending = await t.tryAct(t.alice, sent, 'send', {}, form);
      const cancelling = await t.tryAct(t.alice, cancelled, 'cancel', {}, form);

      t.requireInTime(cancelling, cancelled);
      t.requireAcceptance('DE-UNST-1', restarting, 'restart on the unstable path');
      t.requireAcceptance('DE-UNST-1', sending, 'send on the unstable path');
      t.requireAcceptance('DE-UNST-1', cancelling, 'cancel on the unstable path');
      restartTimer(restarted, restarting, delay);
      await t.requireSent('DE-UNST-1', sent, sending, 'after send on the unstable path');
      await t.requireDue('DE-UNST-1', restarted, 'after restart on the unstable path', { early: 'DE-UNST-1' });
      await t.requireNothing('DE-UNST-1', [sent, cancelled, restarted], 'after cancel on the unstable path');
    },
  }),

  delayedEventsCheck({
    id: 'discovery.unstable-lookup',
    title: 'an event is looked up on the unstable path by its owner, and not found by others',
    requirements: ['DE-UNST-2'],
    needs: { accounts: 2, words: ['a lookup'] },
    async run(t) {
      const form = t.unstableForm ?? t.notApplicable(NO_UNSTABLE);
      if (form.lacks['a lookup'] !== undefined) t.notApplicable(form.lacks['a lookup']);
      const room = await t.alice.createRoom({ members: [t.bob] });
      const event = await t.schedule(t.alice, room, { stateKey: 'desk' });

      const answer = await t.tryLookup(t.alice, event, {}, form);
      const foreign = await t.tryLookup(t.bob, event, {}, form);
      const unknown = await t.tryLookup(t.alice, t.uniqueName('no-such-event'), {}, form);

      const others = "a lookup of another user's event on the unstable path";
      t.presuppose('DE-GET-2', !foreign.ok, { what: others, expected: '404 M_NOT_FOUND', seen: foreign });
      requireFound(t, 'DE-UNST-2', form, event, answer, 'scheduled, on the unstable path');
      const wanted = { status: 404, errcodes: ['M_NOT_FOUND'] };
      t.requireRefused('DE-UNST-2', foreign, wanted, others);
      t.requireRefused('DE-UNST-2', unknown, wanted, 'a lookup of an unknown event on the unstable path');
    },
  }),

  ...(['stable', 'unstable'] as const).map((prefix) =>
    delayedEventsCheck({
      id: `discovery.one-with-the-${prefix}-prefix`,
      title: `what is scheduled on the ${prefix} path is found, restarted, sent and cancelled on the other one`,
      requirements: ['DE-UNST-1'],
      needs: { wait: 3 },
      async run(t) {
        const other = t.otherForm ?? t.notApplicable(ONE_PREFIX);
        const [here, there] = prefix === 'stable' ? [t.form, other] : [other, t.form];
        const where = `scheduled on the ${prefix} path, on the other one`;
        const room = await t.alice.createRoom();
        const delay = t.beats(3);
        const sent = await scheduleIn(t, here, room, { stateKey: 'desk' });
        const cancelled = await scheduleIn(t, here, room, { delay });

        const found = there.lacks['a lookup'] === undefined ? await t.tryLookup(t.alice, sent, {}, there) : undefined;
        if (found?.unrecognised === false) requireFound(t, 'DE-UNST-1', there, sent, found, where);
        const restarting = await t.tryAct(t.alice, sent, 'restart', {}, there);
        const cancelling = await t.tryAct(t.alice, cancelled, 'cancel', {}, there);
        const sending = await t.tryAct(t.alice, sent, 'send', {}, there);

        t.requireInTime(cancelling, cancelled);
        t.requireAcceptance('DE-UNST-1', restarting, `restart of what was ${where}`);
        t.requireAcceptance('DE-UNST-1', cancelling, `cancel of what was ${where}`);
        t.requireAcceptance('DE-UNST-1', sending, `send of what was ${where}`);
        await t.requireSent('DE-UNST-1', sent, sending, `after send of what was ${where}`);
        await t.requireNothing('DE-UNST-1', [sent, cancelled], `after cancel of what was ${where}`);
      },
    }),
  ),

  delayedEventsCheck({
    id: 'discovery.unstable-owner',
    title: "on the unstable path, too, any action on another user's event is refused with 404, and has no effect",
    requirements: ['DE-ACT-4'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const other = t.otherForm ?? t.notApplicable(ONE_PREFIX);
      const anybodys = other.lacks['actions of the owner alone'];
      if (anybodys !== undefined) t.notApplicable(anybodys);
      const room = await t.alice.createRoom({ members: [t.bob] });
      const event = await t.schedule(t.alice, room, { delay: t.beats(3) });
      await t.letTimePass(t.beats(1));

      for (const action of ACTIONS) {
        const answer = await t.tryAct(t.bob, event, action, {}, other);
        t.presupposeUnstable(answer);
        t.requireInTime(answer, event);
        const what = `${action} of another user's event on the unstable path`;
        t.requireRefused('DE-ACT-4', answer, { status: 404, errcodes: ['M_NOT_FOUND'] }, what);
      }

      await t.requireDue('DE-ACT-4', event, 'after another user tried all actions', { early: 'DE-ACT-4' });
    },
  }),

  delayedEventsCheck({
    id: 'discovery.unstable-unknown-id',
    title: 'on the unstable path, too, any action on a delay_id that nobody has is refused with 404 M_NOT_FOUND',
    requirements: ['DE-ACT-3'],
    async run(t) {
      const other = t.otherForm ?? t.notApplicable(ONE_PREFIX);
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      for (const action of ACTIONS) {
        const answer = await t.tryAct(t.alice, t.uniqueName('unknown'), action, {}, other);
        t.presupposeUnstable(answer);
        const wanted = { status: 404, errcodes: ['M_NOT_FOUND'] };
        t.requireRefused('DE-ACT-3', answer, wanted, `${action} of an unknown delay_id on the unstable path`);
      }
      const known = await t.tryAct(t.alice, event, 'restart', {}, other);
      t.presuppose('DE-UNST-1', known.ok, `restart of a known one on the unstable path got ${known}`);
    },
  }),

  delayedEventsCheck({
    id: 'discovery.unstable-transactions',
    title: 'on the unstable path, too, a request that is repeated gets the same delay_id, and one event comes of it',
    requirements: ['DE-SCHED-5'],
    needs: { wait: 2 },
    async run(t) {
      const other = t.otherForm ?? t.notApplicable(ONE_PREFIX);
      const room = await t.alice.createRoom();

      const events: DelayedEvent[] = [];
      const isForState = other.lacks['transaction ids for state'] === undefined;
      for (const kind of isForState ? [{}, { stateKey: 'desk' }] : [{}]) {
        const wish = t.completed({ ...kind, delay: t.beats(2) });
        const answer = await t.trySchedule(t.alice, room, wish, {}, other);
        const event = t.accept('DE-UNST-1', t.alice, room, wish, answer);
        const again = await t.trySchedule(t.alice, room, wish, {}, other);
        t.requireInTime(again, event);
        const isSame = again.string('delay_id') === event.delayId;
        t.require('DE-SCHED-5', isSame, {
          what: 'the same request on the unstable path',
          expected: event.delayId,
          seen: again,
        });
        const hasEvent = [answer, again].some(({ body }) => Object.hasOwn(body, 'event_id'));
        const untimely = `on the unstable path: there is no event yet, and the answers have ${answer} and ${again}`;
        t.presuppose('DE-SCHED-3', !hasEvent, untimely);
        events.push(event);
      }

      for (const event of events) await t.requireDue('DE-SCHED-5', event, 'an event that was asked for twice');
      await t.requireNothing('DE-SCHED-5', events, 'after each was sent once');
    },
  }),
];

/** Schedules an event in a form. */
async function scheduleIn(
  t: DelayedEventsContext,
  form: WireForm,
  room: DelayedEvent['room'],
  wish: DelayedEventWish,
): Promise<DelayedEvent> {
  const full = t.completed(wish);
  return t.accept('DE-UNST-1', t.alice, room, full, await t.trySchedule(t.alice, room, full, {}, form));
}

/** Judges that an event that waits was found in a form. */
function requireFound(
  t: DelayedEventsContext,
  requirement: Id,
  form: WireForm,
  event: DelayedEvent,
  answer: Awaited<ReturnType<DelayedEventsContext['tryLookup']>>,
  where: string,
): void {
  t.requireInTime(answer, event);
  t.requireAcceptance(requirement, answer, `a lookup of what was ${where}`);
  const { delayId, finalised } = form.read(answer.json ?? null);
  const isIt = delayId === event.delayId && finalised === undefined;
  t.require(requirement, isIt, {
    what: `a lookup of what was ${where}`,
    expected: 'the event that waits',
    seen: answer,
  });
}
