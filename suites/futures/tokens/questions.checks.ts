import type { Check } from '../../kit/checks/check.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { futuresCheck } from '../words/futures-check.js';

/** What the text leaves open about tokens. */
export const tokenQuestionChecks: readonly Check[] = [
  futuresCheck({
    id: 'tokens.cancel-one-of-several',
    title: 'what cancelling one of several timeout futures of a group discards',
    requirements: ['Q-CANCEL'],
    needs: { wait: 5 },
    async run(t) {
      const room = await t.alice.createRoom();
      const cancelled = await t.message(t.alice, room, { timeout: t.beats(3) });
      const other = await t.message(t.alice, room, { group: cancelled.group, timeout: t.beats(3) });
      const action = await t.action(t.alice, room, cancelled.group);
      await t.letTimePass(t.beats(1));

      await t.cancel(cancelled);
      const alive = await t.callToken(other.refreshToken ?? '');
      t.requireInTime(alive, cancelled);
      await t.requireDeadTokens('TOKEN-6', cancelled, 'after it was cancelled');

      if (alive.ok) {
        other.due = dueAfter(alive, t.beats(3));
        await t.requireDue('GROUP-10', other, 'after another timeout future of its group was cancelled, not itself');
      } else {
        await t.requireDeadTokens('TOKEN-6', other, 'after the group was cancelled with another timeout future');
        await t.requireDeadTokens('TOKEN-6', action, 'after the group was cancelled with one of its timeout futures');
      }
      await t.requireNothing(
        'TOKEN-6',
        [cancelled, other, action],
        'after a timeout future of the group was cancelled',
      );
      t.observe('Q-CANCEL', alive.ok ? 'own' : 'group');
    },
  }),

  futuresCheck({
    id: 'tokens.cancel-action-future',
    title: "what an action future's cancel token discards, where there is one",
    requirements: ['Q-CANCEL-ACTION'],
    // The reference has such tokens only by another reading than its default.
    needs: { wait: 3, embedded: { futures: { readings: { 'Q-ACTION-RESPONSE': 'more' } } } },
    async run(t) {
      const room = await t.alice.createRoom();
      const timed = await t.message(t.alice, room, { timeout: t.beats(3) });
      const cancelled = await t.action(t.alice, room, timed.group);
      const other = await t.action(t.alice, room, timed.group);
      if (cancelled.cancelToken === undefined) t.notApplicable('action futures have no cancel token here');

      await t.cancel(cancelled);
      const alive = await t.callToken(other.sendToken);
      t.requireInTime(alive, timed);
      await t.requireDeadTokens('TOKEN-6', cancelled, 'after it was cancelled');

      if (alive.ok)
        await t.requireSent('TOKEN-2', other, alive, 'after another action future of its group was cancelled');
      await t.requireDeadTokens(
        'TOKEN-6',
        timed,
        alive.ok ? 'after its group was resolved' : 'after its group was cancelled',
      );
      await t.requireNothing('TOKEN-6', [timed, cancelled, other], 'after an action future of the group was cancelled');
      t.observe('Q-CANCEL-ACTION', alive.ok ? 'own' : 'group');
    },
  }),

  futuresCheck({
    id: 'tokens.status-of-dead-tokens',
    title: 'which status answers a dead or unknown token',
    requirements: ['Q-GONE'],
    async run(t) {
      const room = await t.alice.createRoom();
      const sent = await t.message(t.alice, room);
      const cancelled = await t.message(t.alice, room);
      await t.send(sent);
      await t.cancel(cancelled);

      const answers = {
        sent: await t.requireDeadToken('TOKEN-8', sent.sendToken, 'calling the token of a sent future'),
        cancelled: await t.requireDeadToken('TOKEN-8', cancelled.sendToken, 'calling the token of a cancelled future'),
        unknown: await t.callToken(t.uniqueName('token')),
      };
      t.requireRefusal('TOKEN-9', answers.unknown, 'calling an unknown token');

      const [status = 0, ...others] = new Set(Object.values(answers).map((answer) => answer.status));
      const each = Object.entries(answers).map(([of, answer]) => `${of} ${answer.status}`);
      const single = status === 410 || status === 404 ? String(status) : 'other';
      t.observe('Q-GONE', others.length > 0 ? `other: ${each.join(', ')}` : single);
    },
  }),

  futuresCheck({
    id: 'tokens.body-of-successful-calls',
    title: 'what the body of the answer to a successful token call is',
    requirements: ['Q-TOKEN-BODY'],
    async run(t) {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room);

      const { json } = await t.refresh(future);

      const empty = isRecord(json) && Object.keys(json).length === 0;
      t.observe('Q-TOKEN-BODY', empty ? 'empty' : 'other');
    },
  }),
];
