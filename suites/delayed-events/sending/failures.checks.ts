import type { Check } from '../../kit/checks/check.js';
import { Inconclusive, TooCoarse } from '../../kit/checks/verdict.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { ALLOWED, SILENCED, changeLevels, mustBeForbidden } from '../words/power-levels.js';
import { eventually } from '../../scheduled-events/eventually.js';
import { lastMomentOf, untilOver } from '../words/until-over.js';

/** Something that keeps bob from sending, and how it ends. */
interface Obstacle {
  readonly is: string;
  /** What is broken where it keeps nothing from being sent. */
  readonly requirement: Id;
  /** Whether nobody else's events end meanwhile, so that none of these can have been forgotten for them. */
  readonly undisturbed?: true;
  begin(t: DelayedEventsContext, room: Room): Promise<unknown>;
  end(t: DelayedEventsContext, room: Room): Promise<unknown>;
}

const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  'for-want-of-power': {
    is: 'lost the power',
    requirement: 'DE-PERM-1',
    undisturbed: true,
    begin: (_, room) => changeLevels(room, SILENCED),
    end: (_, room) => changeLevels(room, ALLOWED),
  },
  'after-leaving': {
    is: 'left the room',
    requirement: 'DE-PERM-3',
    begin: (t, room) => t.bob.leave(room),
    end: (t, room) => joinAgain(t, room),
  },
  'after-a-ban': {
    is: 'been banned',
    requirement: 'DE-PERM-3',
    begin: (t, room) => t.alice.ban(room, t.bob),
    async end(t, room) {
      await t.alice.unban(room, t.bob);
      await joinAgain(t, room);
    },
  },
};

/** How many events of the same user end beside the one that is looked at, where something keeps him from sending. */
const OTHERS = 4;

/** How many events are due together where a rate limit may keep some of them. */
const MANY = 10;

/** How many times as late as others' events those have to be that a limit of their user's alone holds back. */
const TELLING = 10;

/** Events that cannot be sent when they are due (DE-SEND-3, DE-SEND-4). */
export const failureChecks: readonly Check[] = [
  ...Object.entries(OBSTACLES).map(([name, { is, requirement, undisturbed, begin, end }]) =>
    delayedEventsCheck({
      id: `sending.failed-${name}`,
      title: `an event whose sender has ${is} is over when it is due, with an error, and not sent when it would be possible again`,
      requirements: ['DE-SEND-4'],
      needs: { accounts: 2, pending: 5, wait: 4, ...(undisturbed === true ? { ownAccount: 'all' } : {}) },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const elsewhere = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const delay = t.beats(2);
        const failing = [
          await t.schedule(t.bob, room, { delay }),
          await t.schedule(t.bob, room, { delay: t.beats(2.5), stateKey: 'desk' }),
        ];
        const tried = await t.schedule(t.bob, room, { delay: t.beats(2.5) });
        const controls = [await t.schedule(t.bob, elsewhere, { delay: t.beats(1.5), stateKey: 'desk' })];
        const other = await t.schedule(t.bob, elsewhere, { delay: t.beats(3) });
        const later = await t.schedule(t.alice, room, { delay: t.beats(3) });
        await begin(t, room);
        for (const event of failing) t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, event);
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('undelayed')));
        // Whether it waits on after that is another matter (Q-KEEP).
        await t.tryAct(t.bob, tried, 'send');
        for (const control of controls) await t.requireDue('DE-SEND-1', control, 'what its sender may send');

        for (const event of failing) {
          const { isOver, outcome } = await seenToBeOver(t, event);
          await t.fence(room);
          const strayed = elsewhere.timeline.arrivals.some(({ event: seen }) => isEventOf(event)(seen));
          t.presuppose('DE-SEND-1', !strayed, 'it was sent into another room of its sender');
          t.presuppose(requirement, !t.hasCome(event), `it was due when its sender had ${is}, and was sent`);
          const isUntold = !isOver && (await t.isOverUntold(event));
          t.presuppose(
            'DE-GET-8',
            !isUntold,
            `it was due when its sender had ${is}, is over, and is shown as if it waited`,
          );
          t.require('DE-SEND-4', isOver, `it was due when its sender had ${is}, and waits still`);
          // What has been read may go by that (DE-RET-2), and what others have ended in between, too (DE-RET-1).
          if (!t.can('a lookup of what is over') || outcome === 'failed') continue;
          if (outcome === 'forgotten' && (undisturbed !== true || !(await staysThoughRead(t, elsewhere)))) continue;
          await t.requireFinalised('DE-SEND-4', event, 'failed', `it was due when its sender had ${is}`);
        }
        // Where nobody can see that it is over, it may be sent yet when that is possible again.
        const over = (await untilOver(t, tried)) ? [...failing, tried] : failing;
        await t.fence(room);
        const isSent = t.hasCome(tried);
        t.presuppose(
          requirement,
          !isSent,
          `send was refused, and it was sent when it was due, when its sender had ${is}`,
        );
        await end(t, room);
        const last = await t.schedule(t.bob, room, { delay: t.beats(1) });
        await t.waitUntil((other.due?.latest ?? 0) + t.beats(0.5));
        await t.fence(elsewhere);
        const instead = elsewhere.unexpected().length > 0 && !t.hasCome(other);
        t.presuppose('DE-SEND-1', !instead, 'another event came in its place');
        await t.requireDue('DE-SEND-4', other, "an event of the same user's elsewhere, due after one that failed");
        await t.requireDue('DE-SEND-1', later, "an event of somebody else's in the room, due after one that failed");
        await t.requireDue('DE-SEND-1', last, 'an event of the same user in the room, scheduled after one had failed');
        await t.letTimePass(t.beats(1));
        await t.requireNothing('DE-SEND-4', over, 'after it had failed, and when it would be possible again');
      },
    }),
  ),

  delayedEventsCheck({
    id: 'sending.failed-once',
    title:
      'an event that could not be sent when it was due is not tried again a little later, when that would be possible',
    requirements: ['DE-SEND-4'],
    needs: { accounts: 2, wait: 6 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
      const failing = await t.schedule(t.bob, room, { delay: t.beats(2) });
      const control = await t.schedule(t.alice, room, { delay: t.beats(2) });
      t.requireInTime(await changeLevels(room, SILENCED), failing);
      mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('undelayed')));
      await t.requireDue('DE-SEND-1', control, 'what was due just after it, and is allowed');
      const tooLate = 3 * t.usualLateness;
      // It is waited for as a silence is.
      if (tooLate > t.beats(12))
        t.tooLateToTell('events come too late here to tell a second try from a late first one');
      await t.waitUntil((failing.due?.latest ?? 0) + Math.max(t.beats(0.5), tooLate));
      await t.fence(room);
      t.presuppose('DE-PERM-1', !t.hasCome(failing), 'it was due when it was forbidden, and was sent');

      await changeLevels(room, ALLOWED);

      const isSent = await t.comes(failing);
      if (isSent && t.canLookAgain) throw new TooCoarse('an event came much later than all others of this run');
      t.require('DE-SEND-4', !isSent, 'it was due when it was forbidden, and was sent when it was allowed again');
    },
  }),

  delayedEventsCheck({
    id: 'sending.failed-by-a-rate-limit',
    title:
      'an event that a rate limit kept from being sent when it was due is over with that error, and not tried again',
    requirements: ['DE-SEND-3'],
    needs: {
      ownAccount: 'all',
      accounts: 3,
      pending: MANY,
      wait: 6,
      words: ['a lookup of what is over'],
      embedded: {
        delayedEvents: { rateLimits: [{ calls: ['message', 'sending'], requests: MANY / 2, perMs: 1_000 }] },
      },
    },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob, t.carol] });
      const events: DelayedEvent[] = [];
      const others: DelayedEvent[] = [];
      for (let count = 0; count < MANY; count += 1) events.push(await t.schedule(t.alice, room, { delay: t.beats(3) }));
      for (const other of [t.bob, t.carol]) {
        for (const beats of [3, 5]) others.push(await t.schedule(other, room, { delay: t.beats(beats) }));
      }
      const last = Math.max(...events.map(({ due }) => due?.latest ?? 0));
      await t.waitUntil(last);
      const path = roomPath(room, 'send', 'm.room.message', t.uniqueName('txn'));
      const undelayed = await t.alice.request('PUT', path, { json: t.text('undelayed'), patient: false });
      const wait = undelayed.status === 429 ? dig(undelayed.json, 'retry_after_ms') : undefined;
      const limited: DelayedEvent[] = [];
      for (const event of [...events, ...others]) {
        await untilOver(t, event);
        const { finalised } = t.form.read((await t.tryLookup(event.by, event)).json ?? null);
        if (dig(finalised?.error, 'errcode') !== 'M_LIMIT_EXCEEDED') continue;
        limited.push(event);
        const isWhole = wait === undefined || dig(finalised?.error, 'retry_after_ms') !== undefined;
        t.presuppose('DE-GET-8', isWhole, {
          what: 'the error of an event that a rate limit kept from being sent',
          expected: `retry_after_ms, as in the error of an undelayed one: ${undelayed}`,
          seen: JSON.stringify(finalised?.error),
        });
      }
      await t.fence(room);
      // What a limit of one user's holds back comes by and by, while what others have waiting comes in time.
      const held = events.filter((event) => t.hasCome(event) && !limited.includes(event));
      const telling = undelayed.status === 429 ? others.filter(({ delay }) => delay === t.beats(3)) : others;
      const now = t.now();
      const usual = Math.min(...[...held, ...telling].map((event) => latenessOf(event, now)));
      const late = Math.max(0, ...held.map((event) => latenessOf(event, now) - usual));
      const isHeldBack = late > t.beats(1);
      const isAlone = telling.every((event) => latenessOf(event, now) - usual < late / TELLING);
      t.advise('DE-SEND-3', !(isHeldBack && isAlone), {
        what: `${MANY} events of one user that were due together`,
        expected: 'what a rate limit keeps from being sent to be over with that error',
        seen: `they came by and by, up to ${Math.round(late)} ms later than those of others`,
      });
      if (isHeldBack && !isAlone) {
        throw new Inconclusive('events come so late here that it cannot be told whether a rate limit held them back');
      }
      if (limited.length === 0 && held.length === 0) t.notApplicable('events come too late here to be waited for');
      if (limited.length === 0 && !isHeldBack) {
        t.notApplicable(`the server sends ${MANY} events at once without limiting that`);
      }

      const sent = await t.sentBy(t.now() + t.beats(2), [...events, ...others]);

      const isRetried = limited.some((event) => sent.includes(event));
      t.advise('DE-SEND-3', !isRetried, 'an event is over with M_LIMIT_EXCEEDED, and was sent all the same');
    },
  }),
];

/** Waits until an event is seen to be over, and tells what was seen of it then. */
async function seenToBeOver(
  t: DelayedEventsContext,
  event: DelayedEvent,
): Promise<{ readonly isOver: boolean; readonly outcome?: 'failed' | 'forgotten' | undefined }> {
  if (!t.can('a lookup')) return { isOver: await untilOver(t, event) };
  let outcome: 'failed' | 'forgotten' | undefined;
  const isOver = await eventually(t, lastMomentOf(t, event), async () => {
    const answer = await t.tryLookup(event.by, event);
    const { finalised } = t.form.read(answer.json ?? null);
    outcome = answer.status === 404 ? 'forgotten' : finalised?.error === undefined ? undefined : 'failed';
    return !answer.ok || finalised !== undefined;
  });
  return { isOver, outcome };
}

/** How late an event has come, in milliseconds; so far, where it has not. */
function latenessOf(event: DelayedEvent, now: number): number {
  const arrival = event.room.timeline.arrivals.find(({ event: seen }) => isEventOf(event)(seen));
  return (arrival?.seenAt ?? now) - (event.due?.latest ?? now);
}

/** Whether what is over is still to be seen when as many others have ended after it as may have in the story, and it has been looked up twice. */
async function staysThoughRead(t: DelayedEventsContext, room: Room): Promise<boolean> {
  const event = await t.schedule(t.bob, room);
  await t.cancel(event);
  // One by one, so that they take no places from each other.
  for (let others = 0; others < OTHERS; others += 1) await t.cancel(await t.schedule(t.bob, room));
  for (let looks = 0; looks < 2; looks += 1) if (!(await t.tryLookup(t.bob, event)).ok) return false;
  return (await t.tryLookup(t.bob, event)).ok;
}

async function joinAgain(t: DelayedEventsContext, room: Room): Promise<void> {
  await t.alice.invite(room, t.bob);
  await t.bob.join(room);
}
