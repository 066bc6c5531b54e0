import type { Check } from '../../kit/checks/check.js';
import { sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { failedEvent } from '../actions/failed-event.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { withdraw } from '../errors/endpoints.js';
import { requireTransactionIdsUnused } from '../errors/flawed.js';
import type { WireForm } from '../wire/wire-form.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED, SILENCED, changeLevels } from '../words/power-levels.js';
import { WITH_SERVICE } from '../words/with-service.js';

/** Transaction ids (DE-SCHED-5, DE-SCHED-6). */
export const transactionChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'scheduling.repeated-message',
    title: 'a request for a message that is repeated gets the same delay_id, and one event comes of it',
    requirements: ['DE-SCHED-5'],
    needs: { wait: 3 },
    run: async (t) => repeat(t, t.alice, await t.alice.createRoom(), {}),
  }),

  delayedEventsCheck({
    id: 'scheduling.repeated-state',
    title: 'a request for state that is repeated gets the same delay_id, and one event comes of it',
    requirements: ['DE-SCHED-5'],
    needs: { wait: 3, words: ['transaction ids for state'] },
    run: async (t) => repeat(t, t.alice, await t.alice.createRoom(), { stateKey: 'desk' }),
  }),

  delayedEventsCheck({
    id: 'scheduling.repeated-by-a-service',
    title: 'a request of an application service that is repeated gets the same delay_id, and one event comes of it',
    requirements: ['DE-SCHED-5'],
    needs: { wait: 3, embedded: WITH_SERVICE },
    async run(t) {
      const service = await t.applicationService();
      const room = await t.alice.createRoom({ members: [service], powerLevels: ALLOWED });
      const txnId = t.uniqueName('undelayed');
      const [first, again] = [
        await service.trySend(room, 'm.room.message', t.text('undelayed'), txnId),
        await service.trySend(room, 'm.room.message', t.text('undelayed'), txnId),
      ];
      if (first.string('event_id') !== again.string('event_id')) {
        t.notApplicable('undelayed events that an application service repeats are sent anew, too');
      }
      await repeat(t, service, room, {});
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.repeated-whatever-happened',
    title:
      'a request that is repeated gets the same delay_id whatever its kind, and whatever has happened to its sender meanwhile: muted, gone and back, logged out elsewhere',
    requirements: ['DE-SCHED-5'],
    needs: { accounts: 2, pending: 6 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
      const phone = await t.secondDevice(t.bob);
      const kinds: Readonly<Record<string, DelayedEventWish>> = {
        'a message': {},
        'an encrypted message': { type: 'm.room.encrypted' },
        ...(t.can('transaction ids for state')
          ? { state: { stateKey: 'desk' }, 'state with an empty key': { stateKey: '' } }
          : {}),
      };
      const asked = new Map<string, readonly [DelayedEvent, ReturnType<typeof t.completed>]>();
      for (const [what, kind] of Object.entries(kinds)) {
        const wish = t.completed(kind);
        const broken = kind.stateKey === '' ? 'DE-SCHED-4' : 'DE-SCHED-1';
        asked.set(what, [t.accept(broken, t.bob, room, wish, await t.trySchedule(t.bob, room, wish)), wish]);
      }
      const happenings: Readonly<Record<string, () => Promise<unknown>>> = {
        'right away': () => Promise.resolve(),
        'after its sender was muted for a while': async () => {
          await changeLevels(room, SILENCED);
          await changeLevels(room, ALLOWED);
        },
        'after its sender had left and come back': async () => {
          await t.bob.leave(room);
          await t.alice.invite(room, t.bob);
          await t.bob.join(room);
        },
        'after another device of its sender had logged out': () =>
          phone.request('POST', '/_matrix/client/v3/logout', { json: {} }),
      };

      for (const [when, happen] of Object.entries(happenings)) {
        await happen();
        for (const [what, [event, wish]] of asked) {
          const again = await t.trySchedule(t.bob, room, wish);
          t.requireAcceptance('DE-SCHED-5', again, `${what} once more, ${when}`);
          const isSame = again.string('delay_id') === event.delayId;
          t.require('DE-SCHED-5', isSame, { what: `${what} once more, ${when}`, expected: event.delayId, seen: again });
        }
      }
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.repeated-at-once',
    title: 'the same request several times at the same time gets one delay_id, and one event comes of it',
    requirements: ['DE-SCHED-5'],
    needs: { pending: 8, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const kinds = t.can('transaction ids for state') ? [{}, { stateKey: 'desk' }] : [{}];
      const events: DelayedEvent[] = [];
      for (const kind of kinds) {
        const wish = t.completed({ ...kind, delay: t.beats(2) });
        const answers = await Promise.all([1, 2, 3, 4].map(() => t.trySchedule(t.alice, room, wish)));
        const accepted = answers.filter(({ ok }) => ok).toSorted((a, b) => a.answeredAt - b.answeredAt);
        const first = accepted[0] ?? answers[0];
        if (first === undefined) throw new Error('something was asked for');
        const event = t.accept('DE-SCHED-1', t.alice, room, wish, first);
        events.push(event);
        // Any of them may have scheduled it: at the earliest the first that was sent, at the latest the first that was answered.
        const sentAt = Math.min(...accepted.map((answer) => answer.sentAt));
        event.due = dueAfter({ sentAt, answeredAt: first.answeredAt }, wish.delay);
        const delayIds = new Set(accepted.map((answer) => answer.string('delay_id')));
        const what = 'the same request four times at the same time';
        const seen = [...delayIds].join(', ');
        t.require('DE-SCHED-5', delayIds.size === 1, { what, expected: 'one delay_id', seen });
      }
      for (const event of events) await t.requireDue('DE-SEND-1', event, 'asked for four times at the same time');
      await t.requireNothing('DE-SCHED-5', events, 'after what was asked for four times had come');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.repeated-when-over',
    title:
      'a request that is repeated when its event is over, or was restarted, is answered as it was, and schedules nothing',
    requirements: ['DE-SCHED-6'],
    needs: { accounts: 2, wait: 4 },
    async run(t) {
      const failed = await failedEvent(t);
      await changeLevels(failed.room, ALLOWED);
      const room = await t.alice.createRoom();
      const wishes = {
        sent: t.completed({ delay: t.beats(1) }),
        cancelled: t.completed({ delay: t.beats(2) }),
        restarted: t.completed(),
      };
      const first = await t.trySchedule(t.alice, room, wishes.sent);
      const second = await t.trySchedule(t.alice, room, wishes.cancelled);
      const sent = t.accept('DE-SCHED-1', t.alice, room, wishes.sent, first);
      const cancelled = t.accept('DE-SCHED-1', t.alice, room, wishes.cancelled, second);
      const third = await t.trySchedule(t.alice, room, wishes.restarted);
      const restarted = t.accept('DE-SCHED-1', t.alice, room, wishes.restarted, third);
      const stateWish = t.completed({ stateKey: 'desk' });
      const fourth = await t.trySchedule(t.alice, room, stateWish);
      const state = t.accept('DE-SCHED-1', t.alice, room, stateWish, fourth);
      await t.cancel(cancelled);
      for (const each of [restarted, state]) await t.restart(each);
      await t.requireDue('DE-SCHED-6', sent, 'before the request is repeated');

      for (const [event, wish, how] of [
        [failed, failed, 'after it has failed'],
        [sent, wishes.sent, 'after it was sent'],
        [cancelled, wishes.cancelled, 'after it was cancelled'],
        [restarted, wishes.restarted, 'after it was restarted'],
        ...(t.can('transaction ids for state')
          ? [[state, stateWish, 'for state after it was restarted'] as const]
          : []),
      ] as const) {
        const again = await t.trySchedule(event.by, event.room, wish);
        t.requireAcceptance('DE-SCHED-6', again, `the same request ${how}`);
        const isSame = again.string('delay_id') === event.delayId;
        t.require('DE-SCHED-6', isSame, {
          what: how,
          expected: `the delay_id of before, ${event.delayId}`,
          seen: again,
        });
        // By then there may be one, and yet it is the answer of before.
        const isAsBefore = !Object.hasOwn(again.body, 'event_id');
        t.advise('DE-SCHED-3', isAsBefore, { what: how, expected: 'no event_id, as before', seen: again });
      }
      await t.letTimePass(t.beats(1));
      await t.requireNothing('DE-SCHED-6', [sent, cancelled, restarted, state], 'after the requests were repeated');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.transaction-ids-of-others',
    title: 'the same transaction id of another user, another device or in another room makes another request',
    requirements: ['DE-SCHED-6'],
    needs: { accounts: 2, pending: 5, wait: 2 },
    run: (t) => share(t, () => ({})),
  }),

  delayedEventsCheck({
    id: 'scheduling.transaction-ids-of-others-for-state',
    title: 'the same transaction id for state of another user, another device or in another room makes another request',
    requirements: ['DE-SCHED-6'],
    needs: { accounts: 2, pending: 5, wait: 2, words: ['transaction ids for state'] },
    run: (t) => share(t, (whose) => ({ stateKey: `desk of ${whose}` })),
  }),

  delayedEventsCheck({
    id: 'scheduling.transaction-ids-after-logging-in-again',
    title: 'a request that is repeated after its device has logged in again is answered as it was',
    requirements: ['DE-SCHED-6'],
    needs: { pending: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const phone = await t.secondDevice(t.alice);
      const [wish, text, txnId] = [t.completed(), t.text('undelayed'), t.uniqueName('undelayed')];
      const undelayed = (await phone.trySend(room, 'm.room.message', text, txnId)).string('event_id');
      const event = t.accept('DE-SCHED-1', phone, room, wish, await t.trySchedule(phone, room, wish));
      await t.logInOnceMore(phone);

      const repeated = (await phone.trySend(room, 'm.room.message', text, txnId)).string('event_id');
      if (undelayed === undefined || repeated !== undelayed)
        t.notApplicable('undelayed events are sent anew, too, when their device has logged in again');
      const again = await t.trySchedule(phone, room, wish);
      await withdraw(t, phone, again);
      const what = 'the same request, from the same device with another access token';
      t.requireAcceptance('DE-SCHED-6', again, what);
      const isSame = again.string('delay_id') === event.delayId;
      t.require('DE-SCHED-6', isSame, { what, expected: `the delay_id of before, ${event.delayId}`, seen: again });
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.transaction-ids-of-undelayed-events',
    title: 'the transaction id of an undelayed event may be used again for a delayed one, and the other way round',
    requirements: ['DE-SCHED-6'],
    needs: { wait: 2, words: ['transaction ids of its own'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const [before, after] = [t.uniqueName('before'), t.uniqueName('after')];
      await t.alice.trySend(room, 'm.room.message', t.text('undelayed'), before);

      const wish = t.completed({ txnId: before, delay: t.beats(2) });
      const answer = await t.trySchedule(t.alice, room, wish);
      t.require('DE-SCHED-6', !answer.ok || Object.hasOwn(answer.body, 'delay_id'), `a delayed event got ${answer}`);
      const delayed = t.accept('DE-SCHED-6', t.alice, room, wish, answer);
      const other = await t.schedule(t.alice, room, { txnId: after, delay: t.beats(2) });
      const undelayed = await t.alice.trySend(room, 'm.room.message', t.text('undelayed'), after);

      const isSent = undelayed.string('event_id') !== undefined && undelayed.string('delay_id') === undefined;
      t.require('DE-SCHED-6', isSent, `an undelayed event got ${undelayed}`);
      await requireApartFromUndelayed(t, room);
      await t.requireDue('DE-SCHED-6', delayed, 'with the transaction id of an undelayed event');
      await t.requireDue('DE-SCHED-6', other, 'whose transaction id an undelayed event had, too');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.refusals-use-no-transaction-id',
    title: 'a request that was refused and is put right under the same transaction id is accepted',
    requirements: ['DE-ERR-3'],
    needs: { words: ['everything in one body'] },
    run: (t) =>
      requireTransactionIdsUnused(t, (plain) => [['a delay in words', { ...t.completed(plain), delay: 'soon' }]]),
  }),
];

/**
 * Schedules under one transaction id by several users, from several devices, and in several rooms.
 *
 * @param kindOf - a message or state; what is of another user is not to be newer state for the same key
 */
async function share(t: DelayedEventsContext, kindOf: (whose: string) => DelayedEventWish): Promise<void> {
  const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
  const otherRoom = await t.alice.createRoom();
  const phone = await t.secondDevice(t.alice);
  // Devices are called as their clients like, and those of two users may have the same name.
  const namesake = await t.secondDevice(t.bob, phone.account.deviceId);
  await requireApartOnTheUnstablePath(t, room, phone, kindOf('nobody'));
  const shared = { txnId: t.uniqueName('shared'), delay: t.beats(2) };
  const schedule = (by: User, where: Room, whose: string): Promise<DelayedEvent> =>
    t.schedule(by, where, { ...kindOf(whose), ...shared });

  const events = {
    'the first': await schedule(t.alice, room, 'alice'),
    "bob's": await schedule(t.bob, room, 'bob'),
    "the phone's": await schedule(phone, room, 'phone'),
    "bob's, from a device with the name of the phone": await schedule(namesake, room, 'namesake'),
    elsewhere: await schedule(t.alice, otherRoom, 'alice'),
  };

  const all = Object.values(events);
  const ids = new Set(all.map(({ delayId }) => delayId));
  t.require('DE-SCHED-6', ids.size === all.length, `${all.length} requests have ${ids.size} delay_ids among them`);
  for (const [whose, event] of Object.entries(events)) {
    await t.requireDue('DE-SCHED-6', event, `${whose} with the shared transaction id`);
  }
}

/** The form of the unstable path, where the stable one is spoken; only where it can say whose transaction ids are. */
function unstableFormIn({ otherForm }: DelayedEventsContext): WireForm | undefined {
  return otherForm?.cannot['DE-SCHED-6'] === undefined ? otherForm : undefined;
}

/** Judges that devices share no transaction ids on the unstable path. */
async function requireApartOnTheUnstablePath(
  t: DelayedEventsContext,
  room: Room,
  phone: User,
  kind: DelayedEventWish,
): Promise<void> {
  const form = unstableFormIn(t);
  if (form === undefined) return;
  const wish = t.completed({ ...kind, txnId: t.uniqueName('unstable') });
  const [first, second] = [
    await t.trySchedule(t.alice, room, wish, {}, form),
    await t.trySchedule(phone, room, wish, {}, form),
  ];
  const delayId = first.string('delay_id');
  const isOther = delayId === undefined || delayId !== second.string('delay_id');
  t.require('DE-SCHED-6', isOther, {
    what: 'the same transaction id on the unstable path, from another device',
    expected: `another delay_id than ${delayId}`,
    seen: second,
  });
  for (const answer of [first, second]) await withdraw(t, t.alice, answer);
}

/** Judges that transaction ids are not shared with undelayed events on the unstable path. */
async function requireApartFromUndelayed(t: DelayedEventsContext, room: Room): Promise<void> {
  const form = unstableFormIn(t);
  if (form === undefined) return;
  const [before, after] = [t.uniqueName('unstable-before'), t.uniqueName('unstable-after')];
  await t.alice.trySend(room, 'm.room.message', t.text('undelayed'), before);

  const delayed = await t.trySchedule(t.alice, room, t.completed({ txnId: before }), {}, form);
  const other = await t.trySchedule(t.alice, room, t.completed({ txnId: after }), {}, form);
  const undelayed = await t.alice.trySend(room, 'm.room.message', t.text('undelayed'), after);

  const isDelayed = !delayed.ok || Object.hasOwn(delayed.body, 'delay_id');
  t.require('DE-SCHED-6', isDelayed, `on the unstable path a delayed event got ${delayed}`);
  const isSent = !undelayed.ok || undelayed.string('delay_id') === undefined;
  t.require('DE-SCHED-6', isSent, `an undelayed event got ${undelayed}`);
  for (const answer of [delayed, other]) await withdraw(t, t.alice, answer);
}

/** Says the same twice, and once more with another transaction id, which makes it another event. */
async function repeat(t: DelayedEventsContext, by: User, room: Room, kind: DelayedEventWish): Promise<void> {
  const wish = t.completed({ ...kind, delay: t.beats(3) });
  const event = t.accept('DE-SCHED-1', by, room, wish, await t.trySchedule(by, room, wish));
  const since = t.can('a lookup') ? (await t.lookup(event)).since : undefined;
  await t.letTimePass(t.beats(1));
  await by.send(room, 'm.room.message', t.text('undelayed'));
  if (since !== undefined) {
    const sinceThen = (await t.lookup(event)).since;
    t.presuppose('DE-SEND-1', sinceThen === since, `an undelayed message restarted the event: ${String(sinceThen)}`);
  }

  const again = await t.trySchedule(by, room, wish);
  const other = await t.schedule(by, room, { ...kind, delay: t.beats(3) });
  const third = await t.trySchedule(by, room, wish);

  t.requireInTime(third, event);
  for (const [what, answer] of [
    ['the same request once more', again],
    ['the same request for the third time', third],
  ] as const) {
    t.requireAcceptance('DE-SCHED-5', answer, what);
    const isSame = answer.string('delay_id') === event.delayId;
    t.require('DE-SCHED-5', isSame, { what, expected: event.delayId, seen: answer });
    const hasEvent = Object.hasOwn(answer.body, 'event_id');
    t.presuppose('DE-SCHED-3', !hasEvent, `${what}: there is no event yet, and the answer has ${answer}`);
  }
  if (since !== undefined) {
    const sinceThen = (await t.lookup(event)).since;
    t.require(
      'DE-SCHED-5',
      sinceThen === since,
      `the same request once more restarted the event: ${String(sinceThen)}`,
    );
  }
  await repeatWithOtherContent(t, event, wish);
  t.presuppose('DE-SCHED-11', other.delayId !== event.delayId, `two events have the delay_id ${event.delayId}`);
  await t.requireDue('DE-SCHED-5', event, 'an event that was asked for twice');
  await t.requireDue('DE-SCHED-5', other, 'an event with another transaction id');
  await t.requireNothing('DE-SCHED-5', [event, other], 'after each was sent once');
}

/**
 * Says a request once more with other content, and with another delay, which leaves the event as it was. Whether that is answered as before or
 * refused is the server's to say, and what it makes another event of is cancelled.
 */
async function repeatWithOtherContent(
  t: DelayedEventsContext,
  event: DelayedEvent,
  wish: ReturnType<DelayedEventsContext['completed']>,
): Promise<void> {
  for (const [what, other] of [
    ['the same transaction id with other content', { content: t.text('something else') }],
    ['the same transaction id with another delay', { delay: wish.delay + t.far }],
  ] as const) {
    const answer = await t.trySchedule(event.by, event.room, { ...wish, ...other });
    const delayId = answer.ok ? answer.string('delay_id') : undefined;
    if (delayId !== undefined && delayId !== event.delayId) await t.tryAct(event.by, delayId, 'cancel');
    if (!t.can('a lookup')) continue;
    // After each: the next one has again what this one did not.
    const { content, delay } = await t.lookup(event);
    t.require('DE-SCHED-5', delay === event.delay, {
      what,
      expected: `the event to have the delay of before, ${event.delay}`,
      seen: String(delay),
    });
    t.require('DE-SCHED-5', sameJson(content, event.content), {
      what,
      expected: 'the event to have the content of before',
      seen: JSON.stringify(content),
    });
  }
}
