import type { Suite } from '../../kit/checks/check.js';
import { sameJson } from '../../kit/rooms/matrix-json.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { requireUnannounced } from './announcement.js';
import { futuresCheck } from '../words/futures-check.js';
import { contentChecks } from './content.checks.js';
import { maximumChecks } from './maximum.checks.js';
import { timeoutChecks } from './timeout.checks.js';
import { transactionChecks } from './transactions.checks.js';
import { sentInputChecks } from './any-input.checks.js';
import { timeoutInputChecks } from './any-timeout-value.checks.js';
import { schedulingSequenceChecks } from '../sequences/sequences.checks.js';
import { anyMaximumChecks } from './any-maximum.checks.js';
import { deviceChecks } from './any-devices.checks.js';
import { unseenChecks } from './any-unseen.checks.js';
import { waitingActionChecks } from './any-wait-of-actions.checks.js';
import { nameInputChecks } from './any-two-names.checks.js';
import { numberInputChecks } from './any-number.checks.js';
import { spellingInputChecks } from './any-spelling.checks.js';

/** The two scheduling endpoints and what they take (SCHED-1 to SCHED-12). */
export const schedulingSuite: Suite = {
  revision: 'futures',
  area: 'scheduling',
  checks: [
    futuresCheck({
      id: 'scheduling.message-future',
      title: 'send_future schedules a message event of the given type, with the body as its content',
      requirements: ['SCHED-1'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();

        const future = await t.message(t.alice, room, { type: 'org.example.note', timeout: t.beats(2) });

        const event = await t.requireDue('TIME-1', future, 'a message future');
        t.require('SCHED-1', event.type === 'org.example.note', { expected: 'the type of the path', seen: event.type });
        t.require('SCHED-1', event.state_key === undefined, {
          expected: 'a message event',
          seen: `the state key ${event.state_key}`,
        });
        t.require('SCHED-1', sameJson(event.content, future.content), {
          expected: 'the body as content',
          seen: JSON.stringify(event.content),
        });
      },
    }),

    futuresCheck({
      id: 'scheduling.state-future',
      title: 'state_future schedules a state event of the given type and state key, with the body as its content',
      requirements: ['SCHED-2'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();

        const future = await t.state(t.alice, room, {
          type: t.ownType('seat'),
          stateKey: 'seat-1',
          timeout: t.beats(2),
        });

        const event = await t.requireDue('TIME-1', future, 'a state future');
        t.require('SCHED-2', event.type === future.type, { expected: 'the type of the path', seen: event.type });
        t.require('SCHED-2', event.state_key === 'seat-1', { expected: 'the state key seat-1', seen: event.state_key });
        t.require('SCHED-2', sameJson(event.content, future.content), {
          expected: 'the body as content',
          seen: JSON.stringify(event.content),
        });
      },
    }),

    futuresCheck({
      id: 'scheduling.empty-state-key-with-slash',
      title: 'the state key may be empty, written with a trailing slash',
      requirements: ['SCHED-3'],
      async run(t) {
        const room = await t.alice.createRoom();
        await t.state(t.alice, room, { stateKey: 'not-empty' });
        const wish = { type: t.ownType('empty'), stateKey: '', timeout: t.far, content: t.text('empty key') };

        const answer = await t.tryState(t.alice, room, wish);

        t.requireAcceptance('SCHED-3', answer, 'a state future at …/state_future/{type}/');
        const future = t.adopt(t.alice, room, wish, answer);
        const event = await t.requireSent('TOKEN-2', future, await t.send(future), 'a state future with the empty key');
        t.presuppose('SCHED-2', event.state_key !== undefined, 'a state future was sent as a message');
        t.require('SCHED-3', event.state_key === '', { expected: 'the empty state key', seen: event.state_key });
      },
    }),

    futuresCheck({
      id: 'scheduling.empty-state-key-without-slash',
      title: 'the state key may be empty, written without a trailing slash',
      requirements: ['SCHED-3'],
      async run(t) {
        const room = await t.alice.createRoom();
        await t.state(t.alice, room, { stateKey: 'not-empty' });
        const wish = { type: t.ownType('empty'), stateKey: '', timeout: t.far, content: t.text('empty key') };

        const answer = await t.alice.request('PUT', `${t.roomPath(room.id)}/state_future/${wish.type}`, {
          query: { future_timeout: t.timeoutParameter(wish.timeout) },
          json: wish.content,
        });

        t.requireAcceptance('SCHED-3', answer, 'a state future at …/state_future/{type}');
        const future = t.adopt(t.alice, room, wish, answer);
        const event = await t.requireSent('TOKEN-2', future, await t.send(future), 'a state future with the empty key');
        t.presuppose('SCHED-2', event.state_key !== undefined, 'a state future was sent as a message');
        t.require('SCHED-3', event.state_key === '', { expected: 'the empty state key', seen: event.state_key });
      },
    }),

    futuresCheck({
      id: 'scheduling.action-never-expires',
      title: 'an action future is not sent by the passing of time, and its token sends it after any time',
      requirements: ['SCHED-5'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room);
        const action = await t.action(t.alice, room, timed.group);

        await t.letTimePass(t.shrinkable(0.75 * t.far, 2));
        await t.refresh(timed);
        await t.letTimePass(t.shrinkable(0.75 * t.far, 2));

        await t.requireNothing('SCHED-5', action, 'an action future whose group is kept alive');
        const sent = await t.send(action, 'SCHED-5');
        await t.requireSent('SCHED-5', action, sent, 'the same action future once its token is called');
      },
    }),

    futuresCheck({
      id: 'scheduling.action-not-sent-with-timer',
      title: "the timer of an action future's group does not send the action future",
      requirements: ['SCHED-5'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room, { timeout: t.beats(2) });
        const action = await t.action(t.alice, room, timed.group);

        await t.requireDue('TIME-1', timed, 'the timeout future of the group');

        await t.requireNothing('SCHED-5', action, 'an action future whose group has run out');
      },
    }),

    futuresCheck({
      id: 'scheduling.action-state-future',
      title: 'future_timeout=none makes an action future of a state event too',
      requirements: ['SCHED-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room);
        const action = await t.state(t.alice, room, { stateKey: 'hang-up', group: timed.group, timeout: 'none' });

        await t.requireNothing('SCHED-5', action, 'before its token is called');

        const event = await t.requireSent('SCHED-5', action, await t.send(action), 'an action future of a state event');
        t.presuppose('SCHED-2', event.state_key === 'hang-up', {
          expected: 'the state key hang-up',
          seen: event.state_key,
        });
      },
    }),

    futuresCheck({
      id: 'scheduling.numeric-timeout',
      title: 'a numeric future_timeout makes a future that is sent by itself, without any group id',
      requirements: ['SCHED-6'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.state(t.alice, room, { stateKey: 'control' });
        const wish = { content: t.text('numeric'), type: 'm.room.message', timeout: t.beats(2) };

        const answer = await t.tryMessage(t.alice, room, wish);

        t.requireAcceptance('SCHED-6', answer, `future_timeout=${t.timeoutParameter(wish.timeout)} without a group id`);
        await t.requireDue('SCHED-6', t.adopt(t.alice, room, wish, answer), 'nobody called its token');
        await t.requireNothing('SCHED-6', control, 'a timeout future with a far longer timeout');
      },
    }),

    futuresCheck({
      id: 'scheduling.sends-nothing',
      title: 'scheduling sends nothing: the event is in no sync, no history and no room state before it resolves',
      requirements: ['SCHED-8'],
      async run(t) {
        const room = await t.alice.createRoom();
        const ordinary = await t.alice.send(room, 'm.room.message', t.text('ordinary'));

        const message = await t.message(t.alice, room);
        const state = await t.state(t.alice, room, { stateKey: 'waiting' });
        const action = await t.action(t.alice, room, message.group);

        const waiting = [message, state, action];
        await t.requireNothing('SCHED-8', waiting, 'while all futures wait');
        const history = await t.alice.history(room);
        if (!history.some(({ event_id }) => event_id === ordinary)) throw new Inconclusive('/messages lacks a message');
        const leaked = waiting.find((future) => history.some(isEventOf(future)));
        t.require(
          'SCHED-8',
          leaked === undefined,
          `/messages shows a waiting future: ${JSON.stringify(leaked?.content)}`,
        );
        const created = await t.alice.stateOf(room, 'm.room.create', '');
        if (created === undefined) throw new Inconclusive('the room state lacks m.room.create');
        const current = await t.alice.stateOf(room, state.type, 'waiting');
        t.require(
          'SCHED-8',
          current === undefined,
          `the room state shows a waiting future: ${JSON.stringify(current)}`,
        );
        await requireUnannounced(t, room);
      },
    }),

    futuresCheck({
      id: 'scheduling.prefix',
      title: 'which paths the endpoints have',
      requirements: ['Q-PREFIX'],
      async run(t) {
        const { prefix } = t.dialect;
        await t.message(t.alice, await t.alice.createRoom());

        if (prefix === '/_matrix/client/v3') t.observe('Q-PREFIX', 'v3');
        else t.observe('Q-PREFIX', prefix.startsWith('/_matrix/client/unstable/io.element') ? 'io.element' : prefix);
      },
    }),

    ...timeoutChecks,
    ...maximumChecks,
    ...transactionChecks,
    ...contentChecks,
    ...schedulingSequenceChecks,
    ...sentInputChecks,
    ...timeoutInputChecks,
    ...anyMaximumChecks,
    ...deviceChecks,
    ...unseenChecks,
    ...waitingActionChecks,
    ...numberInputChecks,
    ...nameInputChecks,
    ...spellingInputChecks,
  ],
};
