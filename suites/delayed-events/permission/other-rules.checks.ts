import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { ALLOWED } from '../words/power-levels.js';

/** What a member is forbidden by other rules than those on who may send which type (DE-PERM-3). */
export const otherRuleChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'permission.other-rules',
    title: "nobody sets state for somebody else's name, raises their own power, bans without the power to, by a delay",
    requirements: ['DE-PERM-3'],
    needs: { accounts: 2, wait: 2 },
    async run(t) {
      const events = { 'm.room.power_levels': 0, 'm.room.member': 0 };
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { ...ALLOWED, events } });
      const sent = await t.alice.send(room, 'm.room.message', t.text('not to be redacted'));
      const levels = (await t.bob.stateOf(room, 'm.room.power_levels', '')) ?? {};
      const users = { ...(levels['users'] as JsonRecord | undefined), [t.bob.userId]: 50 };
      const [, domain] = /^[^:]*:(.*)$/.exec(t.bob.userId) ?? [];
      const somebody = `@${t.uniqueName('somebody')}:${domain}`;
      const forbidden: Readonly<Record<string, DelayedEventWish>> = {
        "state for another user's name": { stateKey: t.alice.userId, content: t.text('hers') },
        'power levels that raise the own one': {
          type: 'm.room.power_levels',
          stateKey: '',
          content: { ...levels, ...t.text('levels'), users },
        },
        'a ban without the power to ban': {
          type: 'm.room.member',
          stateKey: somebody,
          content: { ...t.text('ban'), membership: 'ban' },
        },
        'a redaction without the power to redact': {
          type: 'm.room.redaction',
          content: { ...t.text('redaction'), redacts: sent },
        },
      };
      const accepted: DelayedEvent[] = [];
      let met = 0;

      for (const [what, wish] of Object.entries(forbidden)) {
        const full = t.completed({ ...wish, delay: t.beats(2) });
        const { type, stateKey, content } = full;
        const undelayed: Answer =
          stateKey === undefined
            ? await t.bob.trySend(room, type, content)
            : await t.bob.trySetState(room, type, stateKey, content);
        // What is allowed undelayed is not forbidden with a delay.
        if (undelayed.status !== 403) continue;
        met += 1;
        const answer = await t.trySchedule(t.bob, room, full);
        t.presuppose('DE-ERR-1', answer.status < 500, `scheduling ${what}: got ${answer}`);
        if (answer.ok) accepted.push(t.accept('DE-SCHED-1', t.bob, room, full, answer));
      }

      if (met === 0) t.notApplicable('all of this is allowed here');
      if (accepted.length === 0) t.require('DE-PERM-3', true, 'all was refused when it was scheduled');
      else await t.requireNothing('DE-PERM-3', accepted, 'what is forbidden undelayed');
    },
  }),
];
