import type { Check } from '../../kit/checks/check.js';
import { futuresCheck } from '../words/futures-check.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';

/** Tokens that are dead (TOKEN-8) or never were (TOKEN-9). */
export const deadTokenChecks: readonly Check[] = [
  futuresCheck({
    id: 'tokens.dead-after-send',
    title: 'after a future was sent by its token all its tokens are dead, however often they are tried',
    requirements: ['TOKEN-8'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const sent = await t.message(t.alice, room, { timeout: t.beats(2) });
      const action = await t.action(t.alice, room, sent.group);

      await t.requireSent('TOKEN-2', sent, await t.send(sent), 'after its send token was called');

      await requireDeadForGood(t, [sent, action], 'after it was sent by its token');
    },
  }),

  futuresCheck({
    id: 'tokens.dead-after-timer',
    title: 'after a future was sent by its timer all its tokens are dead, however often they are tried',
    requirements: ['TOKEN-8'],
    needs: { wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const timed = await t.message(t.alice, room, { timeout: t.beats(2) });
      const action = await t.action(t.alice, room, timed.group);

      await t.requireDue('TIME-1', timed, 'after its timeout');

      await requireDeadForGood(t, [timed, action], 'after its timer ran out');
    },
  }),

  futuresCheck({
    id: 'tokens.dead-after-action',
    title: 'after an action future was sent all tokens of its group are dead, however often they are tried',
    requirements: ['TOKEN-8'],
    needs: { wait: 4 },
    async run(t) {
      const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const timed = await t.message(t.alice, room, { timeout: t.beats(2) });
      const action = await t.action(t.alice, room, timed.group);
      const control = await t.message(t.alice, elsewhere, { timeout: t.beats(2) });
      const its = await t.action(t.alice, elsewhere, control.group);

      await t.requireSent('TOKEN-2', action, await t.send(action), 'after its send token was called');
      await t.requireSent('TOKEN-2', its, await t.send(its), 'an action future of a group whose tokens are left alone');

      const why = 'after the action future was sent';
      await requireDeadTokensThrice(t, [timed, action], why);
      await t.requireNothing('GROUP-2', [control, its], `${why}, and no token was called any more`);
      await requireSilenceFor(t, [timed, action], why);
    },
  }),

  futuresCheck({
    id: 'tokens.dead-after-cancel',
    title: 'after a group was cancelled all its tokens are dead, however often they are tried',
    requirements: ['TOKEN-8'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const timed = await t.message(t.alice, room, { timeout: t.beats(2) });
      const action = await t.action(t.alice, room, timed.group);

      await t.cancel(timed);

      await requireDeadForGood(t, [timed, action], 'after it was cancelled');
    },
  }),

  futuresCheck({
    id: 'tokens.unknown-tokens-are-refused',
    title: 'a token that never was is refused with a Matrix error, and not as an unknown endpoint',
    requirements: ['TOKEN-9'],
    async run(t) {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room);
      const tokens = [future.sendToken, future.refreshToken ?? '', future.cancelToken ?? ''];
      const unknown = [
        ...tokens.map(changed),
        future.sendToken.slice(0, -4),
        `${future.sendToken}${future.sendToken}`,
        t.uniqueName('token'),
        'x',
      ];

      for (const token of unknown) {
        const answer = await t.callToken(token);
        t.requireRefusal('TOKEN-9', answer, `calling the unknown token ${JSON.stringify(token)}`);
        t.require('TOKEN-9', !answer.unrecognised, `an unknown token is answered like an unknown endpoint: ${answer}`);
      }

      // The same request with tokens that are known.
      t.requireAcceptance('TOKEN-9', await t.callToken(future.refreshToken ?? ''), 'calling a living refresh token');
      await t.requireSent('TOKEN-9', future, await t.send(future), 'after its send token was called');
    },
  }),
];

/**
 * Judges that the tokens of a resolved group do nothing, tried three times, and that nothing comes of it within the
 * futures' timeouts.
 */
async function requireDeadForGood(t: FuturesContext, futures: readonly Future[], why: string): Promise<void> {
  // What has come before the tokens are called is not their doing.
  for (const { room } of futures.slice(0, 1)) t.presupposeNothingAmiss(room, why);
  await requireDeadTokensThrice(t, futures, why);
  await requireSilenceFor(t, futures, why);
}

async function requireDeadTokensThrice(t: FuturesContext, futures: readonly Future[], why: string): Promise<void> {
  for (const time of ['', ', tried again', ', tried a third time']) {
    for (const future of futures) await t.requireDeadTokens('TOKEN-8', future, `${why}${time}`);
  }
}

async function requireSilenceFor(t: FuturesContext, futures: readonly Future[], why: string): Promise<void> {
  const timeout = Math.max(...futures.map((future) => future.timeout ?? 0));
  for (const { room } of futures.slice(0, 1)) {
    await t.requireSilence('TOKEN-8', room, t.now() + timeout, `${why}, and its dead tokens were called`);
  }
}

/** A token of the same form that no server has given out: its first letter or digit is another one. */
function changed(token: string): string {
  return token.replace(/[A-Za-z0-9]/, (first) =>
    /[aA]/.test(first) ? 'b' : /\d/.test(first) ? (first === '1' ? '2' : '1') : 'a',
  );
}
