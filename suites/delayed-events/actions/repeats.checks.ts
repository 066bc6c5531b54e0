import type { Check } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import { type JsonValue, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { ALLOWED, changeLevels } from '../words/power-levels.js';
import { unlessForgotten } from '../words/lookup-kept.js';
import { untilOver } from '../words/until-over.js';
import { failedEvent } from './failed-event.js';

/** Where anybody may act, for older clients, what is over may be unknown. */
const OWNERS = 'actions of the owner alone';

/** Actions on what is over: repeats that agree with the outcome (DE-ACT-8), and contradictions (DE-ACT-9). */
export const repeatChecks: readonly Check[] = [
  ...checkOnBothPaths(
    {
      id: 'actions.send-again',
      title: 'send of what was sent, by hand or when it was due, is answered with 200, and nothing is sent again',
      requirements: ['DE-ACT-8'],
      needs: { wait: 1, words: ['a remembered outcome'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const sent = await sentBothWays(t, room);
        const unchanged = await asTheyEnded(t, 'DE-ACT-8', [...sent.values()]);
        await t.letTimePass(t.beats(0.25));

        for (const [how, event] of sent) {
          for (const time of ['first', 'second']) {
            const answer = await t.tryAct(t.alice, event, 'send');
            await unlessForgotten(t, 'DE-ACT-8', answer, event, 'send');
            t.requireAcceptance('DE-ACT-8', answer, `the ${time} send of what was sent ${how}`);
          }
        }

        await t.requireNothing('DE-ACT-8', [...sent.values()], 'after send of what was sent');
        await unchanged('send of what was sent');
      },
    },
    [OWNERS],
  ),

  delayedEventsCheck({
    id: 'actions.cancel-again',
    title: 'cancel of what was cancelled, by its user or by an error, is answered with 200',
    requirements: ['DE-ACT-8'],
    needs: { accounts: 2, wait: 2, words: ['a remembered outcome'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const cancelled = await t.schedule(t.alice, room);
      await t.cancel(cancelled);
      const failed = await failedEvent(t);
      const unchanged = await asTheyEnded(t, 'DE-ACT-8', [cancelled, failed]);
      await t.letTimePass(t.beats(0.25));

      const again = await t.tryAct(t.alice, cancelled, 'cancel');
      const afterError = await t.tryAct(t.bob, failed, 'cancel');

      await unlessForgotten(t, 'DE-ACT-8', again, cancelled, 'cancel');
      await unlessForgotten(t, 'DE-ACT-8', afterError, failed, 'cancel');
      t.requireAcceptance('DE-ACT-8', again, 'cancel of what was cancelled');
      t.requireAcceptance('DE-ACT-8', afterError, 'cancel of what an error has cancelled');
      await t.requireNothing('DE-ACT-8', cancelled, 'after it was cancelled twice');
      await unchanged('cancel of what was cancelled');
    },
  }),

  ...checkOnBothPaths(
    {
      id: 'actions.cancelled-is-final',
      title:
        'send or restart of what was cancelled, by its user or by an error, is refused with 409, and it is not sent',
      requirements: ['DE-ACT-9', 'Q-409-CODE'],
      needs: { accounts: 2, wait: 2, words: ['a remembered outcome'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const cancelled = await t.schedule(t.alice, room, { delay: t.beats(2) });
        await t.cancel(cancelled);
        const failed = await failedEvent(t);
        const unchanged = await asTheyEnded(t, 'DE-ACT-9', [cancelled, failed]);
        // What is still forbidden would not be sent anyway. Where nobody can see that it has failed it may only be late.
        if (t.can('a lookup of what is over')) await changeLevels(failed.room, ALLOWED);
        await t.letTimePass(t.beats(0.25));
        const codes = new Set<string | undefined>();

        for (const action of ['send', 'restart'] as const) {
          const answers = [
            ['what was cancelled', cancelled, await t.tryAct(t.alice, cancelled, action)],
            ['what an error has cancelled', failed, await t.tryAct(t.bob, failed, action)],
          ] as const;
          for (const [what, event, answer] of answers) {
            await unlessForgotten(t, 'DE-ACT-9', answer, event, 'cancel');
            t.requireRefused('DE-ACT-9', answer, t.refusal('over and contradicted'), `${action} of ${what}`);
            codes.add(answer.errcode);
          }
        }

        await t.requireNothing('DE-ACT-9', cancelled, 'after send and restart of what was cancelled');
        await t.requireNothing('DE-ACT-9', failed, 'after send and restart of what an error has cancelled');
        await unchanged('send and restart of what was cancelled');
        t.observe('Q-409-CODE', [...codes].every((code) => code === 'M_UNKNOWN') ? 'M_UNKNOWN' : 'other');
      },
    },
    [OWNERS],
  ),

  ...checkOnBothPaths(
    {
      id: 'actions.sent-is-final',
      title: 'cancel of what was sent, by hand or when it was due, is refused with 409',
      requirements: ['DE-ACT-9'],
      needs: { wait: 1, words: ['a remembered outcome'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const sent = await sentBothWays(t, room);
        const unchanged = await asTheyEnded(t, 'DE-ACT-9', [...sent.values()]);
        const readable = await readableIn(t, [...sent.values()]);
        await t.letTimePass(t.beats(0.25));

        for (const [how, event] of sent) {
          const answer = await t.tryAct(t.alice, event, 'cancel');
          await unlessForgotten(t, 'DE-ACT-9', answer, event, 'send');
          t.requireRefused('DE-ACT-9', answer, t.refusal('over and contradicted'), `cancel of what was sent ${how}`);
          if (readable.has(event)) await requireStillReadable(t, event, `what was sent ${how}, after cancel`);
        }
        await unchanged('cancel of what was sent');
      },
    },
    [OWNERS],
  ),

  delayedEventsCheck({
    id: 'actions.restart-of-sent',
    title: 'restart of what was sent is refused with 409, or in another way, and does not send it again',
    requirements: ['DE-ACT-10', 'Q-RESTART-SENT'],
    needs: { wait: 2, words: ['a remembered outcome'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room, { delay: t.beats(1) });
      await t.requireDue('DE-SEND-1', event, 'before restart is tried');

      const answer = await t.tryAct(t.alice, event, 'restart');

      await t.letTimePass(t.beats(1));
      await t.requireNothing('DE-SEND-2', event, 'after restart of what was sent');
      const what = 'restart of what was sent';
      t.presuppose('DE-ERR-1', answer.status < 500, { what, expected: 'no 5xx', seen: answer });
      t.observe('Q-RESTART-SENT', String(answer.status));
      const isKnown = [200, 404, 409].includes(answer.status);
      t.advise('DE-ACT-10', isKnown, { what, expected: '409, 404 or 200', seen: answer });
      t.require('DE-ACT-10', answer.status === 409, { what, expected: 409, seen: answer });
    },
  }),

  delayedEventsCheck({
    id: 'actions.forgotten-is-unknown',
    title: 'any action on what is over and no longer kept is refused as for a delay_id that nobody has',
    requirements: ['DE-ACT-16'],
    needs: { silence: true },
    async run(t) {
      if (t.can('a remembered outcome')) t.notApplicable('the server keeps what is over');
      const room = await t.alice.createRoom();
      const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
      await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
      await t.cancel(cancelled);

      for (const event of [sent, cancelled]) {
        for (const action of ['send', 'cancel', 'restart'] as const) {
          const answer = await t.tryAct(t.alice, event, action);
          const wanted = { status: 404, errcodes: ['M_NOT_FOUND'] };
          t.requireRefused('DE-ACT-16', answer, wanted, `${action} of what is over and not kept`);
        }
      }
      await t.requireNothing('DE-SEND-2', [sent, cancelled], 'after actions on what is over');
    },
  }),
];

/** Events that were sent, by how they were. */
async function sentBothWays(t: DelayedEventsContext, room: Room): Promise<ReadonlyMap<string, DelayedEvent>> {
  const byHand = await t.schedule(t.alice, room);
  const state = await t.schedule(t.alice, room, { stateKey: 'by hand' });
  const byTimer = await t.schedule(t.alice, room, { delay: t.beats(1) });
  for (const event of [byHand, state]) await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
  await t.requireDue('DE-SEND-1', byTimer, 'before any action on what was sent');
  return new Map([
    ['by hand', byHand],
    ['by hand, as state,', state],
    ['when it was due', byTimer],
  ]);
}

/** Those of some events that were sent which can be read by their ids: not every server lets anybody do so. */
async function readableIn(
  t: DelayedEventsContext,
  events: readonly DelayedEvent[],
): Promise<ReadonlySet<DelayedEvent>> {
  const readable = new Set<DelayedEvent>();
  for (const event of events) if (isAsSent(event, await readById(t, event))) readable.add(event);
  return readable;
}

/** Judges that an event which was sent, and could be read by its id, can be read so still, as it was sent. */
async function requireStillReadable(t: DelayedEventsContext, event: DelayedEvent, what: string): Promise<void> {
  const answer = await readById(t, event);
  t.require('DE-ACT-9', isAsSent(event, answer), { what, expected: 'the event, with its content', seen: answer });
}

function readById(t: DelayedEventsContext, event: DelayedEvent): Promise<Answer> {
  const sent = event.room.timeline.arrivals.find((arrival) => isEventOf(event)(arrival.event));
  return t.alice.tryEvent(event.room, sent?.event.event_id ?? '');
}

function isAsSent(event: DelayedEvent, answer: Answer): boolean {
  return answer.ok && sameJson(answer.body['content'] ?? null, event.content);
}

/**
 * Notes how events have ended, where that can be looked up.
 *
 * @returns judges that they are shown so still, if they are shown
 */
async function asTheyEnded(
  t: DelayedEventsContext,
  requirement: Id,
  events: readonly DelayedEvent[],
): Promise<(after: string) => Promise<void>> {
  if (!t.can('a lookup of what is over')) return () => Promise.resolve();
  const before = new Map<DelayedEvent, End>();
  for (const event of events) {
    await untilOver(t, event, t.now() + t.beats(2));
    const end = await endShown(t, event);
    if (end !== undefined) before.set(event, end);
  }
  return async (after) => {
    for (const [event, end] of before) {
      const now = (await endShown(t, event)) ?? end;
      t.require(requirement, sameJson(now, end), {
        what: `how an event has ended, after ${after}`,
        expected: JSON.stringify(end),
        seen: JSON.stringify(now),
      });
    }
  };
}

/** What is told of the end of an event that does not change by itself. */
type End = Readonly<Record<'since' | 'at' | 'eventId' | 'errcode', JsonValue>>;

/** The end of an event as a lookup shows it; `undefined` where it shows none. */
async function endShown(t: DelayedEventsContext, event: DelayedEvent): Promise<End | undefined> {
  const answer = await t.tryLookup(event.by, event);
  const { since = null, finalised } = t.form.read(answer.json ?? null);
  if (!answer.ok || finalised === undefined) return undefined;
  const { at = null, eventId = null, error = null } = finalised;
  return { since, at, eventId, errcode: dig(error, 'errcode') ?? null };
}
