import type { Suite } from '../../kit/checks/check.js';
import type { WireForm } from '../wire/wire-form.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { malformedChecks } from './malformed.checks.js';
import { otherWayChecks } from './other-ways.checks.js';
import { schedulingQuestions } from './questions.checks.js';
import { similarNamesChecks } from './similar-names.checks.js';
import { timestampChecks } from './timestamps.checks.js';
import { transactionChecks } from './transactions.checks.js';
import { unseenChecks } from './unseen.checks.js';
import { schedulingSequenceChecks } from '../sequences/sequences.checks.js';
import { sentInputChecks } from './any-input.checks.js';
import { delayInputChecks } from './any-delay.checks.js';
import { bodyInputChecks } from './any-body.checks.js';
import { spellingInputChecks } from './any-spelling.checks.js';
import { transactionIdInputChecks } from './any-two-ids.checks.js';
import { schedulingRaceChecks } from '../races/races.checks.js';

/** A type or a state key as long as it may be. */
const LONGEST_NAME = `org.example.${'x'.repeat(243)}`;

/** How messages are encrypted in rooms. */
const MEGOLM = 'm.megolm.v1.aes-sha2';

/** Scheduling an event, and what is answered (DE-SCHED-1 to DE-SCHED-12). */
export const schedulingSuite: Suite = {
  revision: 'delayed-events',
  area: 'scheduling',
  checks: [
    delayedEventsCheck({
      id: 'scheduling.message',
      title:
        'a message event that is scheduled is sent after its delay, whatever its type is called, however long it is, and encrypted in an encrypted room',
      requirements: ['DE-SCHED-1'],
      needs: { pending: 5, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const plain = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const special = await t.schedule(t.alice, room, {
          delay: t.beats(2),
          type: 'org.example.caf\u00e9/1 %2F%41#?',
        });

        const type = LONGEST_NAME;
        const isTaken = (await t.alice.trySend(room, type, t.text('undelayed'))).ok;
        const long = isTaken ? [await t.schedule(t.alice, room, { delay: t.beats(2), type })] : [];
        const annotated = await t.alice.send(room, 'm.room.message', t.text('annotated'));
        const reaction = await t.schedule(t.alice, room, {
          delay: t.beats(2),
          type: 'm.reaction',
          content: {
            ...t.text('a reaction'),
            'm.relates_to': { rel_type: 'm.annotation', event_id: annotated, key: '\u2714' },
          },
        });
        const secret = await t.alice.createRoom();
        const isEncrypted = (await t.alice.trySetState(secret, 'm.room.encryption', '', { algorithm: MEGOLM })).ok;
        const encrypted = await t.schedule(t.alice, isEncrypted ? secret : room, {
          delay: t.beats(2),
          type: 'm.room.encrypted',
          content: { ...t.text('encrypted'), algorithm: MEGOLM, session_id: 'none', ciphertext: 'none' },
        });

        await t.requireDue('DE-SCHED-1', plain, 'a message that was scheduled');
        await t.requireDue('DE-SCHED-1', special, 'a message of a type with special characters');
        for (const event of long) await t.requireDue('DE-SCHED-1', event, 'a message of a type of 255 characters');
        await t.requireDue('DE-SCHED-1', reaction, 'a reaction');
        await t.requireDue('DE-SCHED-1', encrypted, 'an encrypted message');
        await t.requireNothing('DE-SCHED-1', [plain, special, ...long, reaction], 'after each was sent');
        // It may be in a room of its own.
        await t.requireNothing('DE-SCHED-1', encrypted, 'after an encrypted message was sent');
      },
    }),

    delayedEventsCheck({
      id: 'scheduling.state',
      title: 'a state event that is scheduled is sent after its delay, and is the state of its room from then on',
      requirements: ['DE-SCHED-1', 'DE-SCHED-2'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const plain = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
        const special = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'd\u00e9sk/1 %2F%41#?' });

        const isTaken = (await t.alice.trySetState(room, t.stateType, LONGEST_NAME, t.text('undelayed'))).ok;
        const long = isTaken ? [await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: LONGEST_NAME })] : [];

        for (const event of [plain, special, ...long]) {
          await t.requireDue('DE-SCHED-1', event, `state for the key ${event.stateKey}`);
          await t.requireState('DE-SCHED-2', room, event, event.content, `state for the key ${event.stateKey}`);
        }
      },
    }),

    delayedEventsCheck({
      id: 'scheduling.access-token-needed',
      title: 'scheduling needs an access token, and without a valid one nothing is scheduled',
      requirements: ['DE-SCHED-1'],
      needs: { wait: 1 },
      async run(t) {
        const room = await t.alice.createRoom();
        const wish = (): ReturnType<typeof t.completed> => t.completed({ delay: t.beats(1) });

        const without = await t.trySchedule(t.alice, room, wish(), { token: null });
        const wrong = await t.trySchedule(t.alice, room, wish(), { token: t.uniqueName('no-such-token') });

        t.requireRefused('DE-SCHED-1', without, { status: 401, errcodes: ['M_MISSING_TOKEN'] }, 'without a token');
        t.requireRefused('DE-SCHED-1', wrong, { status: 401, errcodes: ['M_UNKNOWN_TOKEN'] }, 'with a wrong token');
        const control = await t.schedule(t.alice, room, wish());
        await t.requireDue('DE-SCHED-1', control, 'what was scheduled with a valid token');
        await t.requireNothing('DE-SCHED-1', control, 'after scheduling was refused twice');
      },
    }),

    delayedEventsCheck({
      id: 'scheduling.state-key-makes-state',
      title: 'an event is a state event if it has a state key, and a message event if it has none',
      requirements: ['DE-SCHED-2'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const type = t.stateType;
        const message = await t.schedule(t.alice, room, { delay: t.beats(2), type });
        const state = await t.schedule(t.alice, room, { delay: t.beats(2), type, stateKey: 'desk' });

        const [seenMessage, seenState] = [
          await t.requireDue('DE-SCHED-2', message, 'an event without a state key'),
          await t.requireDue('DE-SCHED-2', state, 'an event of the same type with a state key'),
        ];

        t.require('DE-SCHED-2', seenMessage.state_key === undefined, 'without a state key it came as state');
        t.require('DE-SCHED-2', seenState.state_key === 'desk', `state came for the key ${seenState.state_key}`);
      },
    }),

    delayedEventsCheck({
      id: 'scheduling.empty-state-key',
      title: 'an event with an empty state key is a state event whose key is empty',
      requirements: ['DE-SCHED-4'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const wish = t.completed({ delay: t.beats(2), stateKey: '' });
        const answer = await t.trySchedule(t.alice, room, wish);
        const event = t.accept('DE-SCHED-4', t.alice, room, wish, answer);

        const seen = await t.requireDue('DE-SCHED-4', event, 'an event with an empty state key');

        t.require('DE-SCHED-4', seen.state_key === '', {
          expected: 'an empty state key',
          seen: String(seen.state_key),
        });
        await t.requireState('DE-SCHED-4', room, event, event.content, 'state for the empty key');

        // Where the key ends a path, the path may end before it as well.
        const keyless = withoutEmptyEnd(t.form);
        if (keyless === undefined) return;
        const again = t.completed({ delay: t.beats(2), stateKey: '' });
        const scheduled = await t.trySchedule(t.alice, room, again, {}, keyless);
        const other = t.accept('DE-SCHED-4', t.alice, room, again, scheduled);
        await t.requireDue('DE-SCHED-4', other, 'an event with an empty state key that the path leaves out');
      },
    }),

    delayedEventsCheck({
      id: 'scheduling.answer',
      title: 'scheduling is answered with 200, a delay_id that is a string, and no event_id',
      requirements: ['DE-SCHED-3'],
      async run(t) {
        const room = await t.alice.createRoom();

        for (const [what, wish] of Object.entries({ 'a message': {}, state: { stateKey: 'desk' } })) {
          const answer = await t.trySchedule(t.alice, room, t.completed(wish));

          t.requireAcceptance('DE-SCHED-3', answer, `scheduling ${what}`);
          const isNamed = (answer.string('delay_id') ?? '') !== '';
          t.require('DE-SCHED-3', isNamed, { what: `scheduling ${what}`, expected: 'a delay_id', seen: answer });
          const hasEvent = Object.hasOwn(answer.body, 'event_id');
          t.require('DE-SCHED-3', !hasEvent, `scheduling ${what}: there is no event yet, and the answer has ${answer}`);
        }
      },
    }),

    ...timestampChecks,
    ...malformedChecks,
    ...transactionChecks,
    ...otherWayChecks,
    ...similarNamesChecks,
    ...unseenChecks,
    ...schedulingSequenceChecks,
    ...sentInputChecks,
    ...delayInputChecks,
    ...bodyInputChecks,
    ...spellingInputChecks,
    ...transactionIdInputChecks,
    ...schedulingRaceChecks,
    ...schedulingQuestions,
  ],
};

/** The same form where an empty state key is left out with the slash before it; nothing where it stands in no path. */
function withoutEmptyEnd(form: WireForm): WireForm | undefined {
  const { path } = form.schedule({ roomId: 'room', type: 'type', txnId: 'txn', stateKey: '' });
  if (!path.endsWith('/')) return undefined;
  return {
    ...form,
    schedule: (asked) => {
      const request = form.schedule(asked);
      return { ...request, path: request.path.replace(/\/$/, '') };
    },
  };
}
