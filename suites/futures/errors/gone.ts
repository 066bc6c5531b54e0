import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';

/**
 * Whether a future is gone while another one, scheduled alike and left alone, is not. Where both are, something else has
 * ended them than what is looked at.
 */
export async function isGoneAlone(t: FuturesContext, future: Future, control: Future | undefined): Promise<boolean> {
  const lives = async ({ refreshToken = '' }: Future): Promise<boolean> => (await t.callToken(refreshToken)).ok;
  return !(await lives(future)) && (control === undefined || (await lives(control)));
}
