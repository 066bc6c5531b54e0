import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { User } from '../../kit/rooms/user.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { ALLOWED } from '../words/power-levels.js';

/** Accounts that are no more when their events are due (DE-PERM-4). */
export const accountChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'permission.deactivated',
    title: 'nothing is sent for an account that is deactivated when its events are due',
    requirements: ['DE-PERM-4'],
    needs: { wait: 4 },
    async run(t) {
      const newcomer = await t.newcomer();
      const room = await t.alice.createRoom({ members: [newcomer], powerLevels: ALLOWED });
      const control = await t.schedule(t.alice, room, { delay: t.beats(4) });
      const message = await t.schedule(newcomer, room, { delay: t.beats(4) });
      const state = await t.schedule(newcomer, room, { delay: t.beats(4), stateKey: 'desk' });

      const answer = await deactivate(newcomer);

      if (!answer.ok) t.notApplicable(`accounts cannot be deactivated here: ${answer}`);
      t.requireInTime(answer, control);
      await t.requireDue('DE-SEND-1', control, 'the same by somebody whose account is active');
      await t.requireNothing('DE-PERM-4', [message, state], 'after the account was deactivated');
    },
  }),
];

/** Deactivates an account with its password, where that is how it is done. */
async function deactivate(user: User): Promise<Answer> {
  const path = '/_matrix/client/v3/account/deactivate';
  const asked = await user.request('POST', path, { json: {} });
  if (asked.status !== 401) return asked;
  const identifier = { type: 'm.id.user', user: user.userId };
  const session = asked.string('session');
  const { password } = user.account;
  return user.request('POST', path, { json: { auth: { type: 'm.login.password', identifier, password, session } } });
}
