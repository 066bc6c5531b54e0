import type { Check } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { nowhereLike } from '../words/nowhere.js';
import { ALLOWED, SILENCED, changeLevels, mustBeForbidden } from '../words/power-levels.js';

/** What its sender may not send when it is scheduled (DE-PERM-2). */
export const notYetChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'permission.not-allowed-yet',
    title:
      'what is not allowed when it is scheduled is refused with 403, or accepted and sent if it is allowed when due',
    requirements: ['DE-PERM-2', 'Q-AUTH-EARLY'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: SILENCED });
      mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));
      const control = await t.schedule(t.alice, room, { delay: t.beats(3) });
      const accepted: DelayedEvent[] = [];
      for (const [what, kind] of Object.entries({ 'a message': {}, state: { stateKey: 'desk' } })) {
        const wish = t.completed({ ...kind, delay: t.beats(3) });
        const answer = await t.trySchedule(t.bob, room, wish);
        if (answer.ok) accepted.push(t.accept('DE-PERM-2', t.bob, room, wish, answer));
        else {
          const refusal = { status: 403, errcodes: ['M_FORBIDDEN'] };
          t.requireRefused('DE-PERM-2', answer, refusal, `scheduling ${what} that is not allowed now`);
        }
      }
      t.require('DE-PERM-2', true, 'each was accepted, or refused as forbidden');
      t.observe('Q-AUTH-EARLY', accepted.length > 0 ? 'accepted' : 'refused');

      t.requireInTime(await changeLevels(room, ALLOWED), control);

      for (const event of accepted) {
        const suspicion = { early: 'DE-PERM-1' };
        await t.requireDue('DE-PERM-1', event, 'what was forbidden at first, and is allowed when it is due', suspicion);
      }
      await t.requireDue('DE-SEND-1', control, 'what was allowed all the time');
      await t.requireNothing('DE-PERM-1', [control, ...accepted], 'after all that was accepted has come');
    },
  }),

  delayedEventsCheck({
    id: 'permission.rooms-of-others',
    title:
      'scheduling into a room that the user is not in, or that is not there, is accepted, or refused with 403 or 404',
    requirements: ['Q-ROOM'],
    needs: { accounts: 2, wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      await t.schedule(t.bob, await t.bob.createRoom());
      const wish = t.completed({ delay: t.beats(1) });
      const nowhere = nowhereLike(t, room);

      const answer = await t.trySchedule(t.bob, room, wish);
      const unknown = await t.trySchedule(t.bob, { id: nowhere }, t.completed());

      const refusal = { status: [403, 404] };
      const what = 'scheduling into a room of somebody else';
      t.presuppose('DE-ERR-1', answer.status < 500, { what, expected: 'no 5xx', seen: answer });
      if (!answer.ok) t.requireRefused('DE-PERM-2', answer, refusal, what);
      t.observe('Q-ROOM', answer.ok ? 'accepted' : String(answer.status));
      if (!unknown.ok) t.requireRefused('DE-ERR-5', unknown, refusal, 'scheduling into a room that is not there');
      if (answer.ok) t.accept('DE-SCHED-1', t.bob, room, wish, answer);
      const rule = await t.alice.stateOf(room, 'm.room.join_rules', '');
      if (rule?.['join_rule'] === 'invite') {
        // Who may not come in does not come in by a delay either, whenever that ends.
        const joining = { type: 'm.room.member', stateKey: t.bob.userId, content: { membership: 'join' } };
        for (const delay of [t.beats(1), t.far]) {
          const full = t.completed({ ...joining, content: { ...t.text('in'), ...joining.content }, delay });
          const delayId = (await t.trySchedule(t.bob, room, full)).string('delay_id');
          if (delayId !== undefined && delay === t.far) await t.tryAct(t.bob, delayId, 'send');
        }
      }
      const where = 'in a room that its sender is not in, and was not invited to';
      await t.requireSilence('DE-PERM-3', room, t.now() + t.beats(1), where);
    },
  }),
];
