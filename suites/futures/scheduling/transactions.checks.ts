import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { User } from '../../kit/rooms/user.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** The fields of an answer by which a client knows a future. */
const TOKEN_FIELDS = ['send_token', 'action_token', 'refresh_token', 'cancel_token', 'future_group_id'] as const;

/** Transaction ids on `send_future`. */
export const transactionChecks: readonly Check[] = [
  futuresCheck({
    id: 'scheduling.transaction-same-answer',
    title: 'the same request again answers the same tokens, stores no second future and does not restart the timer',
    requirements: ['SCHED-9'],
    needs: { wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const wish = { ...messageWish(t), timeout: t.beats(4) };
      const elsewhere = await t.alice.createRoom();
      const control = await t.message(t.alice, elsewhere, { timeout: t.beats(4) });
      const future = await t.message(t.alice, room, wish);
      await t.letTimePass(t.beats(2));

      const again = await t.tryMessage(t.alice, room, wish);

      t.requireInTime(again, future);
      requireSameTokens(t, future.answer, again);
      await t.requireNothingElseStored('SCHED-9', future, 'after the same request again');
      await t.requireDue('TIME-1', control, 'a future that was asked for once');
      await t.requireNothing('GROUP-1', control, 'after the event of a future that was asked for once');
      const restarted = dueAfter(again, t.beats(4));
      await t.requireDue('SCHED-9', future, 'a future that was asked for twice', { instead: restarted });
      await t.requireNothing('SCHED-9', future, 'after the event of a future that was asked for twice');
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-same-action',
    title: 'the same request for an action future again answers the same token, which sends one event',
    requirements: ['SCHED-9'],
    async run(t) {
      const room = await t.alice.createRoom();
      const timed = await t.message(t.alice, room);
      const wish = { ...messageWish(t), group: timed.group, timeout: 'none' as const };
      const action = await t.message(t.alice, room, wish);

      const again = await t.tryMessage(t.alice, room, wish);

      requireSameTokens(t, action.answer, again);
      await t.requireNothingElseStored('SCHED-9', [timed, action], 'after the same request again');
      await t.requireSent('TOKEN-2', action, await t.send(action), 'an action future that was asked for twice');
      await t.requireNothing('SCHED-9', action, 'after the event of an action future that was asked for twice');
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-after-refresh',
    title: 'the same request again answers the same tokens after the future was refreshed, too',
    requirements: ['SCHED-9'],
    async run(t) {
      const room = await t.alice.createRoom();
      const wish = { ...messageWish(t), timeout: t.far };
      const future = await t.message(t.alice, room, wish);
      await t.refresh(future);

      const again = await t.tryMessage(t.alice, room, wish);

      requireSameTokens(t, future.answer, again);
      await t.requireNothingElseStored('SCHED-9', future, 'after the same request again');
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-other-user',
    title: "another user's future with the same transaction id is a future of its own",
    requirements: ['SCHED-9'],
    needs: { accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      await requireIndependent(t, [t.alice, room], [t.bob, room], 'another user');
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-other-device',
    title: "a future from the same user's other device with the same transaction id is a future of its own",
    requirements: ['SCHED-9'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      await requireIndependent(t, [t.alice, room], [await t.secondDevice(t.alice), room], 'another device');
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-other-path',
    title:
      'a future in another room, of another type, or after an undelayed event with the same transaction id is a future of its own',
    requirements: ['SCHED-9'],
    needs: { wait: 2 },
    async run(t) {
      const [room, other] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const wish = { ...messageWish(t), timeout: t.far };
      const before = await t.alice.trySend(room, wish.type, t.text('undelayed'), wish.txnId);
      const answer = await t.tryMessage(t.alice, room, wish);
      const eventId = before.string('event_id');
      const isUndelayed = eventId !== undefined && answer.string('event_id') === eventId;
      t.require('SCHED-9', !isUndelayed, `the transaction id of an undelayed event answered that event: ${answer}`);
      const future = t.adopt(t.alice, room, wish, answer);
      await t.requireListed('SCHED-9', future, 'with the transaction id of an undelayed event');
      const { txnId } = await t.message(t.alice, room, { type: wish.type });
      const undelayed = await t.alice.trySend(room, wish.type, t.text('undelayed'), txnId);
      const isSent = undelayed.string('event_id') !== undefined;
      t.require('SCHED-9', isSent, `an undelayed event with the transaction id of a future got ${undelayed}`);
      await requireIndependent(t, [t.alice, room], [t.alice, other], 'another room');
      await requireIndependent(t, [t.alice, room], [t.alice, room, 'org.example.note'], 'another type');
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-different-request',
    title: 'what happens when a transaction id comes again with another body or timeout',
    requirements: ['Q-TXN-DIFF'],
    async run(t) {
      const room = await t.alice.createRoom();
      const changes = { body: { content: t.text('other body') }, timeout: { timeout: t.far - 1_000 } };
      const readings = new Map<string, string>();

      for (const [what, change] of Object.entries(changes)) {
        const wish = { ...messageWish(t), timeout: t.far };
        const future = await t.message(t.alice, room, wish);
        const other = { ...wish, ...change };
        const answer = await t.tryMessage(t.alice, room, other);
        t.presupposeComposure(answer, `the same transaction id with another ${what}`);
        if (!answer.ok) readings.set(what, 'refused');
        else readings.set(what, sameTokens(future.answer, answer) ? 'first-answer' : 'further');
        if (readings.get(what) === 'further') {
          requireSameTokens(t, answer, await t.tryMessage(t.alice, room, other));
          requireSameTokens(t, future.answer, await t.tryMessage(t.alice, room, wish));
        }
        if (readings.get(what) === 'first-answer') {
          const event = await t.requireSent(
            'TOKEN-2',
            future,
            await t.send(future),
            'the future of that transaction id',
          );
          const first = isLabelledAs(wish.content)(event);
          if (!first) readings.set(what, 'the first answer with the new content');
        }
        await t.withdraw(answer);
      }

      const [reading = '', ...others] = new Set(readings.values());
      const told = [...readings].map(([what, each]) => `other ${what}: ${each}`).join(', ');
      const listed = others.length === 0 && ['first-answer', 'further', 'refused'].includes(reading);
      t.observe('Q-TXN-DIFF', listed ? reading : `other: ${told}`);
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-after-the-end',
    title: 'what happens when the same request comes again after its future is gone',
    requirements: ['Q-TXN-AFTER'],
    async run(t) {
      const room = await t.alice.createRoom();
      const ends = { sent: (future: Future) => t.send(future), cancelled: (future: Future) => t.cancel(future) };
      const readings = new Map<string, string>();

      for (const [how, end] of Object.entries(ends)) {
        const wish = { ...messageWish(t), timeout: t.far };
        const future = await t.message(t.alice, room, wish);
        await end(future);
        const again = await t.tryMessage(t.alice, room, wish);
        t.presupposeComposure(again, `the same request after its future was ${how}`);
        if (!again.ok) readings.set(how, `refused with ${again.status}`);
        else if (!sameTokens(future.answer, again)) readings.set(how, 'anew');
        else readings.set(how, (await t.isListed(future)) ? 'stored again under its old tokens' : 'first-answer');
        if (readings.get(how) === 'anew') requireSameTokens(t, again, await t.tryMessage(t.alice, room, wish));
        await t.withdraw(again);
      }

      const [reading = '', ...others] = new Set(readings.values());
      const told = [...readings].map(([how, each]) => `once ${how}: ${each}`).join(', ');
      const listed = others.length === 0 && ['first-answer', 'anew'].includes(reading);
      t.observe('Q-TXN-AFTER', listed ? reading : `other: ${told}`);
    },
  }),

  futuresCheck({
    id: 'scheduling.transaction-id-on-event',
    title: "whether the sent event carries unsigned.transaction_id for the sender's device",
    requirements: ['Q-TXN-ECHO'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const [timed, called] = [await t.message(t.alice, room, { timeout: t.beats(1) }), await t.message(t.alice, room)];

      const events = [
        await t.requireSent('TOKEN-2', called, await t.send(called), 'a future sent by its token'),
        await t.requireDue('TIME-1', timed, 'a future sent by its timer'),
      ];

      const [byToken, byTimer] = events.map(({ unsigned }) => unsigned?.['transaction_id']);
      if (byToken === undefined && byTimer === undefined) t.observe('Q-TXN-ECHO', 'absent');
      else if (byToken === called.txnId && byTimer === timed.txnId) t.observe('Q-TXN-ECHO', 'present');
      else
        t.observe(
          'Q-TXN-ECHO',
          `other: ${byToken === undefined ? 'absent' : 'there'} by token, ${byTimer === undefined ? 'absent' : 'there'} by timer`,
        );
    },
  }),
];

/** Who schedules where, and what type. */
type Place = readonly [by: User, room: Room, type?: string];

/** A message with a transaction id and a content that can be asked for again. */
function messageWish(t: FuturesContext) {
  return { type: 'm.room.message', txnId: t.uniqueName('txn'), content: t.text('asked for twice') };
}

function sameTokens(first: Answer, second: Answer): boolean {
  return TOKEN_FIELDS.every((field) => first.string(field) === second.string(field));
}

function requireSameTokens(t: FuturesContext, first: Answer, again: Answer): void {
  t.requireAcceptance('SCHED-9', again, 'the same request again');
  const different = TOKEN_FIELDS.filter((field) => first.string(field) !== again.string(field));
  t.require(
    'SCHED-9',
    different.length === 0,
    `the same request again: ${different.join(', ')} differ from the first answer`,
  );
}

/** Judges that futures from two places with the same transaction id are two futures, both of which are sent. */
async function requireIndependent(t: FuturesContext, first: Place, second: Place, what: string): Promise<void> {
  const txnId = t.uniqueName('txn');
  const [by, room, type = 'm.room.message'] = first;
  const one = await t.message(by, room, { type, txnId, content: t.text('one'), timeout: t.beats(2) });
  const [otherBy, otherRoom, otherType = 'm.room.message'] = second;
  const wish = { type: otherType, txnId, content: t.text('other'), timeout: t.beats(2) };

  const answer = await t.tryMessage(otherBy, otherRoom, wish);

  t.requireAcceptance('SCHED-9', answer, `a transaction id that ${what} uses too`);
  const other = t.adopt(otherBy, otherRoom, wish, answer);
  const apart = one.sendToken !== other.sendToken;
  t.require('SCHED-9', apart, `the same transaction id from ${what} answered the token of the first future`);
  await t.requireDue('TIME-1', one, `the first future of a transaction id that ${what} uses too`);
  await t.requireDue('SCHED-9', other, `a transaction id that ${what} uses too`);
}
