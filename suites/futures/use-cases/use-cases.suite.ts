import type { Suite } from '../../kit/checks/check.js';
import { type JsonValue, dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { mixedSequenceChecks } from '../sequences/sequences.checks.js';
import { callChecks } from './any-call.checks.js';
import { redactionChecks } from './any-self-destruction.checks.js';
import { reminderChecks } from './any-reminder.checks.js';

/** A room version in which a redaction names its target in its content, where a future's content can carry it. */
const REDACTS_IN_CONTENT = '11';

/** The stories that futures were made for (CASE-1 to CASE-5), and what becomes of them in a restart (Q-RESTART). */
export const useCasesSuite: Suite = {
  revision: 'futures',
  area: 'use-cases',
  checks: [
    futuresCheck({
      id: 'use-cases.heartbeat',
      title:
        'of two members of a call who keep their futures alive by heartbeats, only the one who falls silent leaves',
      requirements: ['CASE-1'],
      needs: { accounts: 2, wait: 7 },
      async run(t) {
        const leaveAfter = t.shrinkable(10_000, 2);
        const heartbeat = t.shrinkable(4_000, 1);
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const alices = await joinCall(t, t.alice, room, leaveAfter);
        const bobs = await joinCall(t, t.bob, room, leaveAfter);

        const alicesHeart = t.every(heartbeat, () => t.refresh(alices, 'CASE-1'));
        const bobsHeart = t.every(heartbeat, () => t.refresh(bobs, 'CASE-1'));
        await t.letTimePass(t.shrinkable(600_000, 2));
        await requireInCall(t, 'CASE-1', bobs, 'bob, who keeps his heartbeat, is not in the call any more');

        // Bob's phone loses its connection.
        await bobsHeart.stop();
        await t.letTimePass(t.shrinkable(20_000, 3));
        const left = await t.requireDue('CASE-1', bobs, "after bob's heartbeat stopped");
        t.require('CASE-1', left.sender === t.bob.userId, `bob's leave event was sent by ${left.sender}`);
        await t.requireState('CASE-1', room, bobs, bobs.content, "after bob's leave event");
        await requireInCall(t, 'CASE-1', alices, 'alice, who keeps her heartbeat, is not in the call any more');

        // And so does alice's.
        await alicesHeart.stop();
        await t.requireDue('CASE-1', alices, "after alice's heartbeat stopped");
        await t.requireState('CASE-1', room, alices, alices.content, "after alice's leave event");
        await t.requireNothing('CASE-1', [alices, bobs], 'after everybody has left the call');
      },
    }),

    futuresCheck({
      id: 'use-cases.polite-hang-up',
      title:
        'a member who hangs up properly has left at once and for good, and its heartbeat has nothing left to refresh',
      requirements: ['CASE-1'],
      needs: { wait: 4 },
      async run(t) {
        const leaveAfter = t.shrinkable(10_000, 3);
        const room = await t.alice.createRoom();
        const leave = await joinCall(t, t.alice, room, leaveAfter);
        const heart = t.every(t.shrinkable(4_000, 1), () => t.refresh(leave, 'CASE-1'));
        await t.letTimePass(t.shrinkable(40_000, 1.5));
        await heart.stop();

        const goodbye = { memberships: [], label: t.uniqueName('goodbye') };
        t.requireInTime(await t.alice.setState(room, CALL_MEMBER, t.alice.userId, goodbye), leave);

        await t.requireUnlisted('CASE-1', leave, 'after its member hung up');
        await t.requireDeadTokens('CASE-1', leave, 'after its member hung up');
        await t.requireNothing('CASE-1', leave, 'after its member hung up');
        await t.requireState('CASE-1', room, leave, goodbye, 'after its member hung up');
      },
    }),

    futuresCheck({
      id: 'use-cases.delegation',
      title: 'a party with nothing but two URLs keeps a call membership alive for hours, and ends it on disconnect',
      requirements: ['CASE-2'],
      needs: { accounts: 2, wait: 5 },
      async run(t) {
        const hours = storyTime(t, 2 * 3_600_000, 3);
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const leave = await joinCall(t, t.bob, room, hours);
        // From here on bob does nothing himself: what follows is done by tokens, without an access token.
        const heart = t.every(t.shrinkable(hours / 2, 1), () => t.refresh(leave, 'CASE-2'));
        await t.letTimePass(t.shrinkable(6 * 3_600_000, 5));
        await t.fence(room);
        await requireInCall(t, 'CASE-2', leave, 'bob, whom somebody else keeps in the call, has left it');
        await heart.stop();

        const disconnected = await t.send(leave, 'CASE-2');

        const left = await t.requireSent('CASE-2', leave, disconnected, 'when the connection was lost');
        t.require('CASE-2', left.sender === t.bob.userId, `bob's leave event was sent by ${left.sender}`);
        await t.requireState('CASE-2', room, leave, leave.content, 'when the connection was lost');
        await t.requireDeadTokens('CASE-2', leave, 'after it was sent');
        await t.requireNothing('CASE-2', leave, 'after bob has left the call');
      },
    }),

    futuresCheck({
      id: 'use-cases.two-actions',
      title: 'of two actions that are delegated in one group, hang-up and connection lost, one wins',
      requirements: ['CASE-2'],
      needs: { wait: 5 },
      async run(t) {
        const safetyNet = storyTime(t, 60_000, 4);
        const room = await t.alice.createRoom();
        const type = 'org.example.call.ended';
        const timedOut = await t.message(t.alice, room, { type, timeout: safetyNet });
        const hangUp = await t.action(t.alice, room, timedOut.group, { type });
        const lost = await t.action(t.alice, room, timedOut.group, { type });
        await t.letTimePass(t.shrinkable(30_000, 1));
        await t.refresh(timedOut, 'CASE-2');

        const answer = await t.send(lost, 'CASE-2');

        await t.requireSent('CASE-2', lost, answer, 'when the connection was lost');
        await t.requireDeadToken('CASE-2', hangUp.sendToken, 'hanging up after the connection was lost');
        await t.requireDeadTokens('CASE-2', timedOut, 'after the connection was lost');
        await t.requireNothing('CASE-2', [timedOut, hangUp, lost], 'after one of two actions has won');
      },
    }),

    futuresCheck({
      id: 'use-cases.safety-net',
      title: 'when the party that a call is delegated to dies, the timeout ends the call and its actions are void',
      requirements: ['CASE-2'],
      needs: { wait: 3 },
      async run(t) {
        const safetyNet = storyTime(t, 2 * 3_600_000, 2);
        const room = await t.alice.createRoom();
        const leave = await joinCall(t, t.alice, room, safetyNet);
        const hangUp = await t.action(t.alice, room, leave.group, { type: 'org.example.call.ended' });
        await t.letTimePass(safetyNet / 2);
        await t.refresh(leave, 'CASE-2');

        await t.requireDue('CASE-2', leave, 'one timeout after the last refresh');

        await t.requireState('CASE-2', room, leave, leave.content, 'after the timeout');
        await t.requireDeadToken('CASE-2', hangUp.sendToken, 'hanging up after the timeout');
        await t.requireNothing('CASE-2', [leave, hangUp], 'after the timeout has ended the call');
      },
    }),

    futuresCheck({
      id: 'use-cases.self-destruction',
      title: 'a redaction future removes a message after its timeout, and not before',
      requirements: ['CASE-3'],
      needs: { accounts: 2, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], version: REDACTS_IN_CONTENT });
        const eventId = await t.bob.send(room, 'm.room.message', t.text('burn after reading'));
        const redaction = await t.message(t.bob, room, {
          type: 'm.room.redaction',
          content: { redacts: eventId, reason: 'time is up', label: t.uniqueName('redaction') },
          timeout: storyTime(t, 10 * 60_000, 2),
        });
        const before = await bodyOf(t.alice, room, eventId);
        t.requireInTime(before, redaction);
        t.require('CASE-3', before.body === 'burn after reading', `before its time the message reads ${before.body}`);

        await t.requireDue('CASE-3', redaction, 'a redaction future');

        await t.fence(room);
        const { body } = await bodyOf(t.alice, room, eventId);
        t.require('CASE-3', body === undefined, `after its time the message still reads ${JSON.stringify(body)}`);
      },
    }),

    futuresCheck({
      id: 'use-cases.self-destruction-called-off',
      title: 'a message whose redaction future was cancelled stays',
      requirements: ['CASE-3'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], version: REDACTS_IN_CONTENT });
        const timeout = storyTime(t, 10 * 60_000, 3);
        const selfDestructing = async (words: string): Promise<Future> => {
          const redacts = await t.bob.send(room, 'm.room.message', t.text(words));
          const content = { redacts, label: t.uniqueName('redaction') };
          return t.message(t.bob, room, { type: 'm.room.redaction', content, timeout });
        };
        const lost = await selfDestructing('lost');
        const kept = await selfDestructing('kept');

        await t.cancel(kept);

        await t.requireDue('CASE-3', lost, 'a redaction future that was not cancelled');
        await t.requireNothing('CASE-3', kept, 'after the redaction future was cancelled');
        const { body } = await bodyOf(t.alice, room, String(kept.content['redacts']));
        t.require('CASE-3', body === 'kept', `the message that was to stay reads ${JSON.stringify(body)}`);
      },
    }),

    futuresCheck({
      id: 'use-cases.reminders',
      title: 'reminders with intentional mentions come each at its own time, whole, and a cancelled one not at all',
      requirements: ['CASE-4'],
      needs: { accounts: 2, wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const minute = Math.floor(storyTime(t, 4 * 60_000, 4) / 4_000) * 1_000;
        const reminder = (words: string, minutes: number): Promise<Future> => {
          const content = { ...t.text(words), 'm.mentions': { user_ids: [t.bob.userId] } };
          return t.message(t.alice, room, { content, timeout: minutes * minute });
        };
        const black = await reminder('the black tea is ready', 4);
        const cancelled = await reminder('the herbal tea is ready', 4);
        const green = await reminder('the green tea is ready', 2);
        await t.cancel(cancelled);

        for (const tea of [green, black]) {
          const event = await t.requireDue('CASE-4', tea, String(tea.content['body']));
          const seen = (await t.bob.event(room, event.event_id)).body['content'];
          const mentioned = dig(seen, 'm.mentions', 'user_ids');
          t.require('CASE-4', event.sender === t.alice.userId, `the reminder was sent by ${event.sender}`);
          t.require('CASE-4', dig(seen, 'body') === tea.content['body'], `the reminder reads ${JSON.stringify(seen)}`);
          t.require(
            'CASE-4',
            Array.isArray(mentioned) && mentioned.length === 1 && mentioned[0] === t.bob.userId,
            `the reminder mentions ${JSON.stringify(mentioned)}`,
          );
        }
        await t.requireNothing('CASE-4', cancelled, 'after two reminders came and one was cancelled');
      },
    }),

    futuresCheck({
      id: 'use-cases.rejoin',
      title: 'a fresh join after a lost connection invalidates the old leave; the new one comes in its own time',
      requirements: ['CASE-5'],
      needs: { wait: 6 },
      async run(t) {
        const leaveAfter = t.shrinkable(20_000, 3);
        const room = await t.alice.createRoom();
        const old = await joinCall(t, t.alice, room, leaveAfter);
        // The connection is lost and comes back before the time is up; the old tokens are lost with it.
        await t.letTimePass(t.shrinkable(15_000, 1));

        const fresh = await joinCall(t, t.alice, room, leaveAfter, old);

        await t.waitUntil((old.due?.latest ?? 0) + t.shrinkable(1_000, 0));
        await t.refresh(fresh, 'CASE-5');
        await t.fence(room);
        await requireInCall(t, 'CASE-5', fresh, 'after her old leave was due alice is not in the call any more');
        await t.requireDeadTokens('CASE-5', old, 'after a fresh join');

        await t.requireDue('CASE-5', fresh, 'after the heartbeat of the fresh join stopped');
        await t.requireState('CASE-5', room, fresh, fresh.content, 'after the leave event of the fresh join');
        await t.requireNothing('CASE-5', [old, fresh], 'after the leave event of the fresh join');
      },
    }),

    futuresCheck({
      id: 'use-cases.rejoin-after-leaving',
      title: 'a fresh join after the leave event has come is the state, and is left again in its own time',
      requirements: ['CASE-5'],
      needs: { wait: 4 },
      async run(t) {
        const leaveAfter = t.shrinkable(10_000, 2);
        const room = await t.alice.createRoom();
        const old = await joinCall(t, t.alice, room, leaveAfter);
        await t.requireDue('CASE-5', old, 'after the connection was lost for too long');

        const fresh = await joinCall(t, t.alice, room, leaveAfter);

        await t.fence(room);
        await requireInCall(t, 'CASE-5', fresh, 'after a fresh join alice is not in the call');
        await t.requireDue('CASE-5', fresh, 'after the connection was lost again');
        await t.requireState('CASE-5', room, fresh, fresh.content, 'after the second leave event');
      },
    }),

    futuresCheck({
      id: 'use-cases.restart',
      title: 'futures that wait or fall due while the server restarts are kept, dropped or forgotten',
      requirements: ['Q-RESTART'],
      needs: { restart: true, pending: 6, wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const waiting = await t.message(t.alice, room);
        const soon: Future[] = [];
        for (const beats of [1, 2, 3, 4, 5]) soon.push(await t.message(t.alice, room, { timeout: t.beats(beats) }));

        const absence = await t.restartServer();

        const known = await t.tryList(t.alice);
        if (known.status === 401) return t.observe('Q-RESTART', 'forgotten');
        const kept = await t.isListed(waiting);
        const overdue = soon.find(
          ({ due }) => due !== undefined && due.earliest > absence.sentAt && due.latest < absence.answeredAt,
        );
        if (!kept) return t.observe('Q-RESTART', 'forgotten');
        if (overdue === undefined)
          return t.observe('Q-RESTART', 'other: kept; none fell due while the server was away');
        t.observe('Q-RESTART', (await t.comes(overdue)) ? 'kept' : 'kept-overdue-dropped');
      },
    }),
    ...mixedSequenceChecks,
    ...callChecks,
    ...redactionChecks,
    ...reminderChecks,
  ],
};

/**
 * A timeout as a story has it, where it costs nothing and the server is known to accept as much; a shorter one elsewhere.
 *
 * @param short - what it shrinks to in real time, in beats
 */
function storyTime(t: FuturesContext, long: number, short: number): number {
  return Math.min(t.shrinkable(long, short), t.far);
}

/** The state of being in a call, one state key for each member. */
const CALL_MEMBER = 'org.matrix.msc3401.call.member';

/**
 * Somebody joins a call: the membership as state, and its end as a future.
 *
 * @param before - the leave that an earlier join has left running, to which this join has to come in time
 * @returns the leave that comes when nobody refreshes it
 */
async function joinCall(
  t: FuturesContext,
  who: User,
  room: Room,
  leaveAfter: number,
  before?: Future,
): Promise<Future> {
  const membership = { application: 'm.call', device_id: who.account.deviceId };
  const joined = { memberships: [membership], label: t.uniqueName('joined') };
  const answer = await who.setState(room, CALL_MEMBER, who.userId, joined);
  if (before !== undefined) t.requireInTime(answer, before);
  return t.state(who, room, {
    type: CALL_MEMBER,
    stateKey: who.userId,
    content: { memberships: [], label: t.uniqueName('left') },
    timeout: leaveAfter,
  });
}

/** Judges that a member whose leave has not been due yet is in the call. */
async function requireInCall(t: FuturesContext, requirement: string, leave: Future, why: string): Promise<void> {
  const { by, room } = leave;
  const memberships = dig(await room.observer.stateOf(room, CALL_MEMBER, by.userId), 'memberships');
  const isIn = Array.isArray(memberships) && memberships.length > 0;
  if (!isIn) t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, leave);
  t.require(requirement, isIn, why);
}

/** What a message reads for somebody, and when that was asked. */
async function bodyOf(
  who: User,
  room: Room,
  eventId: string,
): Promise<{ readonly body: JsonValue | undefined; readonly sentAt: number; readonly answeredAt: number }> {
  const answer = await who.event(room, eventId);
  return { body: dig(answer.json, 'content', 'body'), sentAt: answer.sentAt, answeredAt: answer.answeredAt };
}
