import type { Suite } from '../../kit/checks/check.js';
import type { Future, FutureWish } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { permissionQuestions } from './questions.checks.js';
import { changeLevels, mustBeForbidden, scheduleForbidden } from '../words/power-levels.js';
import { permissionSequenceChecks } from '../sequences/sequences.checks.js';
import { lostPowerChecks } from './any-loss-of-power.checks.js';

/** Power and membership, judged when a future resolves and not before (POWER-1 to POWER-5). */
export const permissionSuite: Suite = {
  revision: 'futures',
  area: 'permission',
  checks: [
    futuresCheck({
      id: 'permission.state-forbidden-now',
      title: 'a member may schedule a state event that the power levels do not allow now',
      requirements: ['POWER-1'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const wish = labelledWish(t, { type: t.stateType, timeout: t.far });
        await t.state(t.alice, room, { ...wish, stateKey: 'allowed' });
        mustBeForbidden(await t.bob.trySetState(room, wish.type, '', t.text('forbidden')));

        const answer = await t.tryState(t.bob, room, wish);

        t.requireAcceptance('POWER-1', answer, 'scheduling state as a member who may not set it now');
        const future = t.adopt(t.bob, room, { ...wish, stateKey: '' }, answer);
        await t.requireListed('POWER-1', future, 'a future that the power levels do not allow now');
      },
    }),

    futuresCheck({
      id: 'permission.message-forbidden-now',
      title: 'a member may schedule a message event that the power levels do not allow now, an action future too',
      requirements: ['POWER-1'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events_default: 50 } });
        const wish = labelledWish(t, { type: 'm.room.message', timeout: t.far });
        await t.message(t.alice, room, wish);
        mustBeForbidden(await t.bob.trySend(room, wish.type, t.text('forbidden')));

        const timed = await t.tryMessage(t.bob, room, wish);
        t.requireAcceptance('POWER-1', timed, 'scheduling a message as a member who may not send it now');
        const { group } = t.adopt(t.bob, room, wish, timed);
        const action = await t.tryMessage(t.bob, room, { group, timeout: 'none' });

        t.requireAcceptance('POWER-1', action, 'scheduling an action future as a member who may not send it now');
      },
    }),

    futuresCheck({
      id: 'permission.allowed-by-the-timeout',
      title: 'what was forbidden when it was scheduled is sent if the power levels allow it when its timer runs out',
      requirements: ['POWER-2'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        mustBeForbidden(await t.bob.trySetState(room, t.stateType, '', t.text('forbidden')));
        const future = await scheduleForbidden(t, t.bob, room, { stateKey: 'hall', timeout: t.beats(3) });

        t.requireInTime(await changeLevels(room, { state_default: 0 }), future);

        await t.requireDue('POWER-2', future, 'after the power levels were changed to allow it');
      },
    }),

    futuresCheck({
      id: 'permission.allowed-by-the-call',
      title: 'what was forbidden when it was scheduled is sent by its token if the power levels allow it then',
      requirements: ['POWER-2'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events_default: 50 } });
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));
        const timed = await scheduleForbidden(t, t.bob, room, {});
        const action = await scheduleForbidden(t, t.bob, room, { group: timed.group, timeout: 'none' });
        await changeLevels(room, { events_default: 0 });

        const answer = await t.callToken(action.sendToken);

        t.requireAcceptance('POWER-2', answer, 'calling the send token of what is allowed by now');
        await t.requireSent('POWER-2', action, answer, 'after the power levels were changed to allow it');
      },
    }),

    futuresCheck({
      id: 'permission.forbidden-by-the-timeout',
      title: 'what was allowed when it was scheduled is not sent if the power levels forbid it when its timer runs out',
      requirements: ['POWER-3'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
        const control = await t.state(t.alice, room, { stateKey: 'control', timeout: t.beats(3) });
        const state = await t.state(t.bob, room, { stateKey: 'forbidden', timeout: t.beats(3) });
        const message = await t.message(t.bob, room, { timeout: t.beats(3) });

        t.requireInTime(await changeLevels(room, { state_default: 50, events_default: 50 }), control);
        mustBeForbidden(await t.bob.trySetState(room, state.type, '', t.text('forbidden')));

        await t.requireDue('GROUP-10', control, 'the same by somebody who still may');
        await t.requireNothing('POWER-3', [state, message], 'after the power levels were changed to forbid it');
      },
    }),

    futuresCheck({
      id: 'permission.forbidden-by-the-call',
      title: 'what was allowed when it was scheduled is not sent by its token if the power levels forbid it then',
      requirements: ['POWER-3'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const control = await t.message(t.alice, room);
        const timed = await t.message(t.bob, room);
        const action = await t.action(t.bob, room, (await t.message(t.bob, room)).group);
        await changeLevels(room, { events_default: 50 });
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));

        // How such a call is answered is open (Q-FORBIDDEN-SEND).
        await t.callToken(timed.sendToken);
        await t.callToken(action.sendToken);

        await t.requireSent('TOKEN-2', control, await t.send(control), 'the same by somebody who still may');
        await t.requireNothing('POWER-3', [timed, action], 'after the send tokens of what is forbidden were called');
      },
    }),

    futuresCheck({
      id: 'permission.sender-gone-by-the-timeout',
      title: 'when its timer runs out nothing is sent for a sender who has left or been banned',
      requirements: ['POWER-4'],
      needs: { accounts: 3, wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob, t.carol] });
        const control = await t.message(t.alice, room, { timeout: t.beats(4) });
        const left = await t.message(t.bob, room, { timeout: t.beats(4) });
        const banned = await t.message(t.carol, room, { timeout: t.beats(4) });

        t.requireInTime(await t.bob.leave(room), control);
        t.requireInTime(await t.alice.ban(room, t.carol), control);

        await t.requireDue('GROUP-10', control, 'the same by somebody who is still there');
        await t.requireNothing('POWER-4', [left, banned], 'after one sender has left and the other was banned');
      },
    }),

    futuresCheck({
      id: 'permission.sender-gone-by-the-call',
      title: 'by its token nothing is sent for a sender who has left, been kicked or been banned',
      requirements: ['POWER-4'],
      needs: { accounts: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob, t.carol] });
        const control = await t.message(t.alice, room);
        const bobs = await t.message(t.bob, room);
        const carols = await t.message(t.carol, room);
        await t.alice.kick(room, t.bob);
        await t.carol.leave(room);
        await t.callToken(bobs.sendToken);
        await t.alice.ban(room, t.carol);
        await t.callToken(carols.sendToken);

        await t.requireSent('TOKEN-2', control, await t.send(control), 'the same by somebody who is still there');
        await t.requireNothing('POWER-4', [bobs, carols], 'after the send tokens of senders who are gone were called');
      },
    }),

    futuresCheck({
      id: 'permission.failed-future-is-gone',
      title: 'a future whose timer ran out and whose event was refused is gone: unlisted, tokens dead, never retried',
      requirements: ['POWER-5'],
      needs: { accounts: 2, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events_default: 50 } });
        const waiting = await scheduleForbidden(t, t.bob, room, {});
        const failed = await scheduleForbidden(t, t.bob, room, { timeout: t.beats(2) });
        const control = await t.message(t.alice, room, { timeout: t.beats(2) });
        await t.requireDue('GROUP-10', control, 'a future of somebody who may');
        await t.requireNothing('POWER-3', failed, 'when the timer of what is forbidden ran out');

        await changeLevels(room, { events_default: 0 });

        await t.requireListed('LIST-1', waiting, 'a running future');
        await t.requireUnlisted('POWER-5', failed, 'after its timer ran out and its event was refused');
        await t.refresh(waiting);
        await t.requireDeadTokens('POWER-5', failed, 'after its timer ran out and its event was refused');
        await t.requireNothing('POWER-5', failed, 'after what had been refused was allowed again');
      },
    }),

    ...permissionQuestions,
    ...permissionSequenceChecks,
    ...lostPowerChecks,
  ],
};

/** A wish with content of its own, to be asked for in more ways than one. */
function labelledWish<W extends FutureWish>(t: FuturesContext, wish: W): W & Pick<Future, 'content'> {
  return { ...wish, content: t.text('wish') };
}
