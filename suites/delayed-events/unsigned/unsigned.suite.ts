import type { Suite } from '../../kit/checks/check.js';
import { type SeenEvent, dig, isRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { type User, roomPath } from '../../kit/rooms/user.js';
import { asGuest } from '../words/as-guest.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED, SILENCED, changeLevels } from '../words/power-levels.js';
import { versionIfThere } from '../words/room-versions.js';
import { NAMES } from './names.js';
import { othersChecks } from './others.checks.js';
import { trySent } from './try-sent.js';
import {
  FAR_BACK,
  MEMBERS,
  SEARCH,
  WINDOWS,
  type Window,
  allSeenThrough,
  lateWindows,
  seenThrough,
  syncTokenOf,
} from './windows.js';

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
        // What is found by searching may be more than what the text thinks of, and not every server searches.
        const found = await seenThrough(SEARCH, t.alice, room, sent);
        const isFoundSo = found === undefined || isNamed(t, byHand, found);
        const shown = JSON.stringify(found?.unsigned ?? null);
        t.advise('DE-UNS-1', isFoundSo, { what: 'through /search', expected: 'the delay_id in unsigned', seen: shown });

        const names = NAMES.filter((name) => dig(sent.unsigned ?? null, name) !== undefined);
        t.observe('Q-UNSIGNED-KEY', names.length === 2 ? 'both' : names[0] === 'delay_id' ? 'stable' : 'unstable');
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-of-state',
      title:
        'its sender finds the delay_id of a state event in unsigned wherever it is read, as room state and among members, too',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, accounts: 2, wait: 1, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room, { delay: t.beats(1), stateKey: 'desk' });
        const seen = await t.requireDue('DE-SEND-1', event, 'a state event');

        requireDelayId(t, event, seen, 'as it came through /sync');
        await requireDelayIdEverywhere(t, t.alice, event, seen);
        await requireDelayIdOfMembers(t, room);
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-on-every-device',
      title:
        'the sender finds the delay_id on another device than the one that scheduled the event, when that has logged out, too',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const phone = await t.secondDevice(t.alice);
        const event = await t.schedule(t.alice, room);
        const seen = await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');

        await requireDelayIdEverywhere(t, phone, event, seen);

        const ofPhone = await t.schedule(phone, room);
        const seenOfPhone = await t.requireSent('DE-ACT-5', ofPhone, await t.send(ofPhone), 'after send');
        await phone.request('POST', '/_matrix/client/v3/logout', { json: {} });
        await requireDelayIdEverywhere(t, t.alice, ofPhone, seenOfPhone);
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-however-it-was-sent',
      title:
        'the sender finds the delay_id however the event was scheduled and sent, right then and some time later: restarted, after a failed send, from two devices, on either path, beside others',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, accounts: 2, pending: 8, wait: 5, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.bob.createRoom({ members: [t.alice], powerLevels: ALLOWED });
        const phone = await t.secondDevice(t.alice);
        const ways = await scheduleInManyWays(t, room, phone);
        const events = Object.entries(ways);
        await changeLevels(room, SILENCED);
        const failing = await t.tryAct(t.alice, ways['after a send that could not send'], 'send');
        const allowing = await changeLevels(room, ALLOWED);
        // What was due while it was forbidden has failed.
        for (const [, event] of events) t.requireInTime(allowing, event);
        t.presuppose('DE-ACT-11', failing.refused, `send of what is forbidden now got ${failing}`);
        const sent: [how: string, event: DelayedEvent, seen: SeenEvent][] = [];
        for (const [how, event] of events) {
          if (event.delay !== t.far) {
            sent.push([how, event, await t.requireDue('DE-SEND-1', event, how)]);
            continue;
          }
          const answer = await t.tryAct(t.alice, event, 'send');
          // Where a failed send is the end of it, there is nothing to look for.
          if (answer.ok) sent.push([how, event, await t.requireSent('DE-ACT-5', event, answer, how)]);
        }
        for (const [how, event, seen] of sent) await requireDelayIdOfEvent(t, event, seen, how);

        await t.letTimePass(t.beats(3));
        for (const [how, event, seen] of sent) await requireDelayIdOfEvent(t, event, seen, `${how}, some time later`);
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-far-back',
      title: 'the sender finds the delay_id when many events have come since, in room state and on further pages, too',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const since = await syncTokenOf(t.alice, room);
        const sent = await sentOfEachKind(t, room);
        for (let count = 0; count < FAR_BACK; count += 1) {
          await t.alice.send(room, 'm.room.message', t.text('later'));
        }

        for (const [event, seen] of sent) {
          await requireDelayIdEverywhere(t, t.alice, event, seen, [...WINDOWS, ...lateWindows(since)]);
        }
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-after-leaving',
      title: 'the sender finds the delay_id wherever the event is still to be read when the sender has left the room',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const since = await syncTokenOf(t.alice, room);
        const sent = await sentOfEachKind(t, room);
        for (const [event, seen] of sent) await requireDelayIdEverywhere(t, t.alice, event, seen);

        await t.alice.leave(room);

        for (const [event, seen] of sent) {
          await requireDelayIdEverywhere(t, t.alice, event, seen, [...WINDOWS, ...lateWindows(since)]);
        }
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-within-other-events',
      title: 'the sender finds the delay_id of a redaction and of a reply where another event tells them, too',
      requirements: ['DE-UNS-1'],
      needs: { ownAccount: true, words: ['a delay_id in unsigned'] },
      async run(t) {
        const room = await t.alice.createRoom(await versionIfThere(t, '11'));
        const [redacted, thread] = [
          await t.alice.send(room, 'm.room.message', t.text('to be redacted')),
          await t.alice.send(room, 'm.room.message', t.text('a thread')),
        ];
        const inThread = { ...t.text('reply'), 'm.relates_to': { rel_type: 'm.thread', event_id: thread } };
        const within = [
          {
            of: redacted,
            path: ['redacted_because'],
            sent: await trySent(t, room, 'a redaction', redactionOf(redacted)),
          },
          {
            of: thread,
            path: ['m.relations', 'm.thread', 'latest_event'],
            sent: await trySent(t, room, 'a reply', { content: inThread }),
          },
        ];
        let told = 0;
        for (const { of, path, sent } of within) {
          for (const { what, delayId, seen } of sent) {
            for (const window of WINDOWS) {
              const other = (await window.look(t.alice, room, { ...seen, event_id: of })).find(
                (event) => dig(event, 'event_id') === of,
              );
              const copy = dig(other, 'unsigned', ...path);
              if (dig(copy, 'event_id') !== seen.event_id) continue;
              told += 1;
              // The text speaks of the event that is given, and not of copies of it.
              const isThere = t.form.names.inUnsigned.some((name) => dig(copy, 'unsigned', name) === delayId);
              const where = `${what} through ${window.name}, in ${path.join('.')} of another event`;
              t.advise('DE-UNS-1', isThere, {
                what: where,
                expected: 'the delay_id in unsigned',
                seen: JSON.stringify(dig(copy, 'unsigned') ?? null),
              });
            }
          }
        }
        if (told === 0) t.notApplicable('the server tells no delayed event within another one');
      },
    }),

    delayedEventsCheck({
      id: 'unsigned.delay-id-of-a-guest',
      title: 'a guest finds the delay_id of what the guest has delayed',
      requirements: ['DE-UNS-1'],
      needs: { words: ['a delay_id in unsigned'] },
      run: (t) =>
        asGuest(t, async (guest, room) => {
          const wish = t.completed();
          const answer = await t.trySchedule(guest, room, wish);
          if (!answer.ok) t.notApplicable(`guests cannot schedule anything here: ${answer}`);
          const event = t.accept('DE-GUEST-1', guest, room, wish, answer);
          const sending = await t.tryAct(guest, event.delayId, 'send');
          // Whether guests may is judged where they manage what they have delayed.
          if (!sending.ok) t.notApplicable(`guests cannot send what they have delayed here: ${sending}`);
          const seen = await t.requireSent('DE-ACT-5', event, sending, 'after send');

          await requireDelayIdEverywhere(t, guest, event, seen);
        }),
    }),

    ...othersChecks,

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

/** A message and state that Alice has scheduled and sent by hand, each as it came. */
async function sentOfEachKind(
  t: DelayedEventsContext,
  room: Room,
): Promise<readonly (readonly [event: DelayedEvent, seen: SeenEvent])[]> {
  const events = [await t.schedule(t.alice, room), await t.schedule(t.alice, room, { stateKey: 'desk' })];
  const sent: [DelayedEvent, SeenEvent][] = [];
  for (const event of events) {
    sent.push([event, await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send')]);
  }
  return sent;
}

/** Events of Alice's that are scheduled in one way each, in words: some are due soon, and the others wait to be sent by hand. */
async function scheduleInManyWays(
  t: DelayedEventsContext,
  room: Room,
  phone: User,
): Promise<Readonly<Record<'after a send that could not send' | (string & {}), DelayedEvent>>> {
  const delay = t.beats(2);
  const ways = {
    restarted: await t.schedule(t.alice, room, { delay }),
    'restarted, and sent by hand': await t.schedule(t.alice, room),
    'scheduled by another device': await t.schedule(phone, room),
    'after a send that could not send': await t.schedule(t.alice, room),
    'due together with state': await t.schedule(t.alice, room, { delay }),
    'state that is due together with a message': await t.schedule(t.alice, room, { delay, stateKey: 'desk' }),
  };
  await t.restart(ways['restarted']);
  await t.restart(ways['restarted, and sent by hand']);
  if (t.otherForm === undefined || t.otherForm.lacks['a delay_id in unsigned'] !== undefined) return ways;
  const wish = t.completed({ delay });
  const answer = await t.trySchedule(t.alice, room, wish, {}, t.otherForm);
  if (answer.unrecognised) return ways;
  return { ...ways, 'scheduled on the unstable path': t.accept('DE-UNST-1', t.alice, room, wish, answer) };
}

/** A redaction whose event says in its content what it redacts, as since room version 11. */
function redactionOf(eventId: string): DelayedEventWish {
  return { type: 'm.room.redaction', content: { redacts: eventId } };
}

/** Judges that an event's sender is told its `delay_id`, under any of its names. */
function requireDelayId(
  t: DelayedEventsContext,
  event: Pick<DelayedEvent, 'delayId'>,
  seen: SeenEvent,
  where: string,
): void {
  t.require('DE-UNS-1', isNamed(t, event, seen), {
    what: where,
    expected: 'the delay_id in unsigned',
    seen: JSON.stringify(seen.unsigned ?? null),
  });
}

/** Whether an event's sender is told its `delay_id`, and nothing else under any of its names. */
function isNamed(
  t: DelayedEventsContext,
  { delayId }: Pick<DelayedEvent, 'delayId'>,
  { unsigned }: SeenEvent,
): boolean {
  const told = t.form.names.inUnsigned.map((name) => dig(unsigned ?? null, name));
  return told.includes(delayId) && told.every((id) => id === undefined || id === delayId);
}

/** Judges that the sender of a delayed invitation, and of a delayed name, is told their ids, where the server takes them. */
async function requireDelayIdOfMembers(t: DelayedEventsContext, room: Room): Promise<void> {
  const joined = { membership: 'join', displayname: t.uniqueName('alice') };
  for (const [user, content] of [
    [t.bob, { membership: 'invite' }],
    [t.alice, joined],
  ] as const) {
    const wish = { type: 'm.room.member', stateKey: user.userId, content };
    const [sent] = await trySent(t, room, `a membership of ${content.membership}`, wish);
    if (sent === undefined) continue;
    requireDelayId(t, sent, sent.seen, `${sent.what} through /messages`);
    const listed = await seenThrough(MEMBERS, t.alice, room, sent.seen);
    if (listed !== undefined) requireDelayId(t, sent, listed, `${sent.what} through /members`);
  }
  // Where he is not invited there is nothing to leave.
  await t.bob.request('POST', roomPath(room, 'leave'), { json: {} });
}

/** Judges that an event's sender is told its `delay_id` where the event alone is read. */
async function requireDelayIdOfEvent(
  t: DelayedEventsContext,
  event: DelayedEvent,
  { event_id: id }: SeenEvent,
  how: string,
): Promise<void> {
  const { json } = await t.alice.event(event.room, id);
  if (isRecord(json)) requireDelayId(t, event, json as unknown as SeenEvent, how);
}

/** Judges that an event's sender is told its `delay_id` through every window that shows the event. */
async function requireDelayIdEverywhere(
  t: DelayedEventsContext,
  reader: User,
  event: DelayedEvent,
  seen: SeenEvent,
  windows: readonly Window[] = WINDOWS,
): Promise<void> {
  for (const window of windows) {
    // What a window leaves out is another requirement's affair, and state alone is shown as state.
    for (const shown of await allSeenThrough(window, reader, event.room, seen)) {
      requireDelayId(t, event, shown, `through ${window.name}`);
    }
  }
}
