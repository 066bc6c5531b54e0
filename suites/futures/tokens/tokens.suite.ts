import type { Suite } from '../../kit/checks/check.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import { tokenConcurrencyChecks } from './concurrency.checks.js';
import { deadTokenChecks } from './dead.checks.js';
import { tokenQuestionChecks } from './questions.checks.js';
import { tokenSecrecyChecks } from './secrecy.checks.js';
import { neighbourChecks } from './any-neighbours.checks.js';
import { refreshingChecks } from './any-rhythm-of-refreshes.checks.js';
import { tokenAnswerChecks } from './any-answers.checks.js';
import { tokenNameChecks } from './any-name.checks.js';
import { tokenInputChecks } from './any-unknown-token.checks.js';

/** The token endpoint: send, refresh, cancel (TOKEN-1 to TOKEN-13). */
export const tokensSuite: Suite = {
  revision: 'futures',
  area: 'tokens',
  checks: [
    futuresCheck({
      id: 'tokens.no-authentication-needed',
      title: 'the token endpoint needs no access token, and a valid one beside it, whosever it is, changes nothing',
      requirements: ['TOKEN-1'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const callers = {
          'without an access token': null,
          "with the scheduling user's access token": t.alice.account.accessToken,
          "with another user's access token": t.bob.account.accessToken,
        };

        for (const [how, token] of Object.entries(callers)) {
          const sent = await t.message(t.alice, room);
          const cancelled = await t.message(t.alice, room);
          t.requireAcceptance('TOKEN-1', await t.callToken(sent.refreshToken ?? '', { token }), `refreshing ${how}`);
          const answer = await t.callToken(sent.sendToken, { token });
          t.requireAcceptance('TOKEN-1', answer, `sending ${how}`);
          const event = await t.requireSent('TOKEN-1', sent, answer, `after sending ${how}`);
          const isOurs = [t.alice, t.bob].some(({ userId }) => userId === event.sender);
          t.presuppose('TIME-1', isOurs, { expected: `the event from ${t.alice.userId}`, seen: event.sender });
          t.require('TOKEN-1', event.sender === t.alice.userId, `sent ${how}, the event comes from ${event.sender}`);
          t.requireAcceptance(
            'TOKEN-1',
            await t.callToken(cancelled.cancelToken ?? '', { token }),
            `cancelling ${how}`,
          );
          await t.requireDeadTokens('TOKEN-1', cancelled, `after cancelling ${how}`);
          await t.requireNothing('TOKEN-1', [sent, cancelled], `after sending and cancelling ${how}`);
        }
      },
    }),

    futuresCheck({
      id: 'tokens.invalid-access-token-changes-nothing',
      title: 'an invalid access token beside a valid future token changes nothing',
      requirements: ['TOKEN-1'],
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room);

        const answer = await t.callToken(future.refreshToken ?? '', { token: t.uniqueName('no-such-access-token') });

        t.advise('TOKEN-1', answer.ok, {
          what: 'refreshing with an invalid access token beside it',
          expected: 200,
          seen: answer,
        });
        t.requireAcceptance('TOKEN-1', await t.callToken(future.refreshToken ?? ''), 'refreshing without it');
      },
    }),

    futuresCheck({
      id: 'tokens.send-sends-at-once',
      title: 'the send token sends its timeout future at once and discards the rest of the group',
      requirements: ['TOKEN-2', 'GROUP-2'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const chosen = await t.message(t.alice, room);
        const other = await t.message(t.alice, room, { group: chosen.group, timeout: t.beats(3) });
        const action = await t.action(t.alice, room, chosen.group);

        const answer = await t.send(chosen);

        await t.requireSent('TOKEN-2', chosen, answer, 'after its send token was called');
        await t.requireDeadTokens('GROUP-2', other, 'after another future of the group was sent');
        await t.requireNothing('GROUP-2', [chosen, other, action], 'after one future of the group was sent');
      },
    }),

    futuresCheck({
      id: 'tokens.send-sends-its-own-action',
      title:
        'the send token of an action future sends that one, of all the futures in its group, and discards the rest',
      requirements: ['TOKEN-2'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room, { timeout: t.beats(3) });
        const hangUp = await t.action(t.alice, room, timed.group, { type: 'org.example.hang-up' });
        const lost = await t.action(t.alice, room, timed.group, { type: 'org.example.connection-lost' });

        const answer = await t.send(lost);

        const event = await t.requireSent('TOKEN-2', lost, answer, 'after its send token was called');
        t.require('TOKEN-2', event.type === lost.type, { expected: `an event of type ${lost.type}`, seen: event.type });
        await t.requireNothing('TOKEN-2', [timed, hangUp, lost], 'after one action future of the group was sent');
      },
    }),

    futuresCheck({
      id: 'tokens.send-sends-state',
      title: 'the send token of a state future sends it as a state event at once',
      requirements: ['TOKEN-2'],
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.state(t.alice, room, { stateKey: 'desk' });

        const answer = await t.send(future);

        const event = await t.requireSent('TOKEN-2', future, answer, 'after its send token was called');
        t.require('TOKEN-2', event.state_key === 'desk', {
          expected: 'the state key "desk"',
          seen: String(event.state_key),
        });
        await t.requireNothing('TOKEN-2', future, 'after it was sent');
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-restarts-from-now',
      title: 'the refresh token restarts the timer from now with the full stored duration',
      requirements: ['TOKEN-3'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        await t.refresh(future);

        // Ignored: due two beats early. Remaining time: likewise. Extended from the old deadline: two beats late.
        const extended = dueAfter(future.answer, t.beats(8));
        await t.requireDue('TOKEN-3', future, 'after a refresh half way', { early: 'TOKEN-3', instead: extended });
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-keeps-its-own-duration',
      title: 'refreshing gives each future its own duration again, messages and state alike',
      requirements: ['TOKEN-3'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const long = await t.state(t.alice, room, { timeout: t.beats(5) });
        const short = await t.message(t.alice, room, { timeout: t.beats(3) });
        await t.letTimePass(t.beats(1));

        await t.refresh(long);
        await t.refresh(short);

        await t.requireDue('TOKEN-3', short, 'the shorter of two, refreshed', {
          early: 'TOKEN-3',
          ...(long.due && { instead: long.due }),
        });
        await t.requireDue('TOKEN-3', long, 'the longer of two, refreshed', { early: 'TOKEN-3' });
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-keeps-its-own-duration-in-a-group',
      title: 'refreshing a timeout future gives it its own duration again, not that of another one of its group',
      requirements: ['TOKEN-3'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const far = await t.message(t.alice, room);
        const control = await t.message(t.alice, room, { group: far.group, timeout: t.beats(1) });
        const long = await t.message(t.alice, room);
        const short = await t.message(t.alice, room, { group: long.group, timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        await t.refresh(short);

        await t.requireDue('GROUP-6', control, 'the shorter of two in a group, not refreshed');
        await t.requireDue('TOKEN-3', short, 'the shorter of two in a group, refreshed', { early: 'TOKEN-3' });
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-right-after-a-refresh',
      title: 'a refresh that follows another one closely restarts the timer too',
      requirements: ['TOKEN-3'],
      needs: { wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(3) });
        // At no whole second, so that a timer that loses the parts of seconds is not taken for one that loses a refresh.
        await t.letTimePass(t.beats(1.7));
        await t.refresh(future);
        await t.letTimePass(t.beats(0.5));

        await t.refresh(future);

        await t.requireDue('TOKEN-3', future, 'after two refreshes half a beat apart', { early: 'TOKEN-3' });
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-any-number-of-times',
      title: 'refreshing works any number of times; when it stops, the event comes one timeout after the last refresh',
      requirements: ['TOKEN-4'],
      needs: { wait: 8 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(2) });
        const times = t.time === 'virtual' ? 300 : 6;
        let answer = future.answer;

        for (let refreshed = 0; refreshed < times; refreshed += 1) {
          await t.letTimePass(t.beats(1));
          answer = await t.refresh(future, 'TOKEN-4');
        }

        // One refresh too many, as it were, or all of them added up.
        const longer = dueAfter(answer, t.beats(4));
        const why = `after the last of ${times} refreshes`;
        await t.requireDue('TOKEN-4', future, why, { early: 'TOKEN-4', instead: longer });
        await t.requireNothing('TOKEN-4', future, 'after its event came once');
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-leaves-the-group-alone',
      title: 'refreshing one timeout future of a group restarts no other timer of the group',
      requirements: ['TOKEN-5'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room, { timeout: t.beats(1) });
        const refreshed = await t.message(t.alice, room, { timeout: t.beats(4) });
        const steady = await t.message(t.alice, room, { group: refreshed.group, timeout: t.beats(4) });
        const far = await t.message(t.alice, room, { group: control.group });
        await t.letTimePass(t.beats(2));

        const answer = await t.refresh(refreshed);

        const suspicion = { early: 'TOKEN-5', earlyAt: dueAfter(answer, 0), instead: dueAfter(answer, t.beats(4)) };
        await t.requireDue('GROUP-6', control, 'the first of two timers of a group of which nothing was refreshed');
        await t.requireDue('TOKEN-5', steady, 'after another timeout future of its group was refreshed', suspicion);
        await t.requireNothing('GROUP-1', [control, far, refreshed, steady], 'after one future of each group was sent');
      },
    }),

    futuresCheck({
      id: 'tokens.refresh-leaves-other-groups-alone',
      title: 'refreshing one timeout future restarts no timer of another group, room or user',
      requirements: ['TOKEN-5', 'TOKEN-11'],
      needs: { accounts: 2, wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const elsewhere = await t.alice.createRoom();
        const bobs = await t.message(t.bob, room, { timeout: t.beats(4) });
        const refreshed = await t.message(t.alice, room, { timeout: t.beats(4) });
        const near = await t.message(t.alice, room, { timeout: t.beats(4) });
        const far = await t.message(t.alice, elsewhere, { timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        const answer = await t.refresh(refreshed);

        const suspicion = { early: 'TOKEN-11', earlyAt: dueAfter(answer, 0), instead: dueAfter(answer, t.beats(4)) };
        await t.requireDue('TOKEN-5', near, 'after a future of another group was refreshed', suspicion);
        await t.requireDue('TOKEN-11', far, 'after a future in another room was refreshed', suspicion);
        await t.requireDue('TOKEN-11', bobs, "after another user's future was refreshed", suspicion);
      },
    }),

    futuresCheck({
      id: 'tokens.cancel-only-timeout-future',
      title: "cancelling a group's only timeout future sends nothing and discards the whole group",
      requirements: ['TOKEN-6', 'TOKEN-7'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const kept = await t.message(t.alice, room, { timeout: t.beats(2) });
        const cancelled = await t.message(t.alice, room, { timeout: t.beats(2) });
        const action = await t.action(t.alice, room, cancelled.group);

        await t.cancel(cancelled);

        await t.requireDue('TIME-1', kept, 'a future of another group, scheduled alike and not cancelled');
        await t.requireDeadTokens('TOKEN-6', action, 'after the only timeout future of its group was cancelled');
        await t.requireNothing('TOKEN-7', [cancelled, action], 'after the only timeout future was cancelled');
      },
    }),

    futuresCheck({
      id: 'tokens.cancel-after-refresh',
      title: 'a future that was refreshed can be cancelled like any other, a message or state',
      requirements: ['TOKEN-6'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const message = await t.message(t.alice, room, { timeout: t.beats(3) });
        const state = await t.state(t.alice, room, { timeout: t.beats(3) });
        await t.letTimePass(t.beats(1));

        for (const future of [message, state]) {
          await t.refresh(future);
          await t.cancel(future);
          await t.requireDeadTokens('TOKEN-6', future, 'after it was refreshed and cancelled');
        }

        await t.requireNothing('TOKEN-6', [message, state], 'after both were refreshed and cancelled');
      },
    }),

    futuresCheck({
      id: 'tokens.cancel-every-timeout-future',
      title: 'once each of the timeout futures of a group was cancelled, in whatever order, no event of it is sent',
      requirements: ['TOKEN-7'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const first = await t.message(t.alice, room, { timeout: t.beats(3) });
        const second = await t.message(t.alice, room, { group: first.group, timeout: t.beats(3) });
        const third = await t.message(t.alice, room, { group: first.group, timeout: t.beats(2) });
        const action = await t.action(t.alice, room, first.group);

        await t.cancel(second);
        for (const future of [third, first]) {
          // It may have gone with the one before (Q-CANCEL).
          const answer = await t.callToken(future.cancelToken ?? '');
          t.requireInTime(answer, future);
          t.require('TOKEN-7', answer.ok || answer.refused, {
            what: 'cancelling one after the other',
            expected: '200 or 4xx',
            seen: answer,
          });
        }

        await t.requireDeadTokens('TOKEN-7', action, 'after every timeout future of its group was cancelled');
        await t.requireNothing('TOKEN-7', [first, second, third, action], 'after every timeout future was cancelled');
      },
    }),

    ...deadTokenChecks,
    ...tokenSecrecyChecks,

    futuresCheck({
      id: 'tokens.act-within-their-group',
      title: 'sending and cancelling affect no future of another group, room or user',
      requirements: ['TOKEN-11'],
      needs: { accounts: 2, pending: 9, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const elsewhere = await t.alice.createRoom();
        const timeout = t.beats(3);
        const bystanders: Future[] = [
          await t.message(t.alice, room, { timeout }),
          await t.message(t.alice, elsewhere, { timeout }),
          await t.message(t.bob, room, { timeout }),
        ];
        const held = await t.message(t.alice, room);
        const action = await t.action(t.alice, room, held.group);
        const [sent, cancelled, elsewhereSent] = [
          await t.message(t.alice, room),
          await t.message(t.alice, room),
          await t.message(t.alice, elsewhere),
        ];

        await t.requireSent('TOKEN-2', sent, await t.send(sent), 'after its send token was called');
        const cancelling = await t.callToken(cancelled.cancelToken ?? '');
        t.requireAcceptance('TOKEN-11', cancelling, 'cancelling after a future of another group was sent');
        const sending = await t.callToken(elsewhereSent.sendToken);
        t.requireAcceptance('TOKEN-11', sending, 'sending after futures in another room were sent and cancelled');
        await t.requireSent('TOKEN-11', elsewhereSent, sending, 'after its send token was called');

        const refreshing = await t.callToken(held.refreshToken ?? '');
        t.requireAcceptance('TOKEN-11', refreshing, 'refreshing after futures of other groups were sent and cancelled');
        for (const bystander of bystanders) {
          await t.requireDue('TOKEN-11', bystander, 'after futures of other groups were sent and cancelled');
        }
        const answer = await t.callToken(action.sendToken);
        t.requireAcceptance('TOKEN-11', answer, 'sending an action future of another group');
        await t.requireSent('TOKEN-11', action, answer, 'an action future of another group');
        await t.requireNothing(
          'TOKEN-11',
          [...bystanders.filter((future) => future.room === room), sent],
          'after all were sent',
        );
      },
    }),

    ...tokenInputChecks,
    ...tokenConcurrencyChecks,
    ...tokenQuestionChecks,
    ...refreshingChecks,
    ...neighbourChecks,
    ...tokenAnswerChecks,
    ...tokenNameChecks,
  ],
};
