import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { Breach } from '../../blame/breach.js';
import { ABOUT_BELONGING } from './facets.js';

/**
 * Where a future lives on that should have gone with its group: looks whether it is its belonging to that group that is
 * in doubt, or whether no group is discarded when one of it is sent (GROUP-2).
 *
 * @param requirement - which was found to be broken
 * @returns nothing where groups are discarded, or the requirement is about something else
 */
export async function breachByLivingOn(
  t: FuturesContext,
  requirement: string,
  { by, room }: Future,
): Promise<Breach | undefined> {
  if (!ABOUT_BELONGING.has(requirement)) return undefined;
  const timed = await t.message(by, room);
  const [sent, other] = [await t.action(by, room, timed.group), await t.action(by, room, timed.group)];
  await t.send(sent);
  for (const token of [timed.refreshToken ?? '', other.sendToken]) {
    const answer = await t.callToken(token);
    const message = `no group is discarded here when one of it is sent: a token of another one was answered with ${answer}`;
    if (answer.ok) return { requirement: 'GROUP-2', wrong: message };
  }
  return undefined;
}
