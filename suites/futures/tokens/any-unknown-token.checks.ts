import { type Arbitrary, base64String, constantFrom, integer, oneof, stringMatching, uuid } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { FuturesContext } from '../words/futures-context.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { inWords } from '../../chance/any-content.js';

/**
 * What is called: text such as servers make tokens of, and other text that nothing on the way to the server takes for
 * anything else; or `null` for a living token.
 */
type Guess = string | null;

const guesses: Arbitrary<Guess> = oneof(
  stringMatching(/^[A-Za-z0-9_-]{1,120}$/),
  stringMatching(/^[a-z]{1,8}_[A-Za-z0-9]{1,40}$/),
  uuid(),
  integer().map(String),
  base64String({ minLength: 4, maxLength: 64 }).map((text) => text.replaceAll('/', '_')),
  constantFrom('null', 'undefined', 'none', 'true', 'send', 'refresh', 'cancel', '__proto__', 'constructor', '*'),
);

/** What was never given out is no token (TOKEN-9). */
export const tokenInputChecks: readonly Check[] = [
  inputCheck<Guess>({
    id: 'tokens.any-unknown-token',
    title: 'any text that is no token is refused with a Matrix error, and not as an unknown endpoint',
    requirement: 'TOKEN-9',
    inputs: guesses,
    runs: 40,
    pending: [0, 1],
    ordinary: () => null,
    async arrange(t) {
      const living = await t.message(t.alice, await t.alice.createRoom());
      const works = (await t.callToken(living.refreshToken ?? '')).ok;
      if (!works) t.notApplicable('living tokens do not work, either');
      return { attempt: (guess) => tryGuess(t, guess, living.refreshToken ?? '') };
    },
  }),
];

/** What is wrong with how a guess is answered. */
async function tryGuess(t: FuturesContext, guess: Guess, living: string): Promise<Breach | Wrong | undefined> {
  const answer = await t.callToken(guess ?? living);
  if (guess === null)
    return answer.ok
      ? undefined
      : { breaks: 'TOKEN-3', wrong: { what: 'a living refresh token', expected: 200, seen: answer } };
  const what = `the token ${inWords(guess)}, which never was`;
  if (!answer.refused || answer.status === 405 || answer.errcode === 'M_UNRECOGNIZED')
    return { what, expected: '4xx, and no unknown endpoint', seen: answer };
  return isMatrixError(answer) ? undefined : { breaks: 'ERR-7', wrong: `${what}: it is no Matrix error: ${answer}` };
}
