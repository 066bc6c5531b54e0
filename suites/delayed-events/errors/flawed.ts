import type { RequestOptions } from '../../kit/rooms/user.js';
import type { BareWish, DelayedEventWish } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { TEN_YEARS } from '../words/told-limits.js';

/** Messages and state. */
export const KINDS: Readonly<Record<string, DelayedEventWish>> = { message: {}, state: { stateKey: 'desk' } };

/** A request that is refused: what is wrong with it, and all of it. */
export type Flawed = readonly [what: string, wish: BareWish, options?: RequestOptions];

/** Requests that are refused, each for one flaw: what came of them would be a proper event, and seen. */
export function flawed(t: DelayedEventsContext, plain: DelayedEventWish): Flawed[] {
  const good = (): BareWish => t.completed(plain);
  return [
    ['no token', good(), { token: null }],
    ['an unknown token', good(), { token: t.uniqueName('no-such-token') }],
    ['a negative delay', { ...good(), delay: -1 }],
    ['a delay in words', { ...good(), delay: 'soon' }],
    ['too long a delay', { ...good(), delay: TEN_YEARS }],
    ['half a body', good(), { raw: '{' }],
    ['a body that is no object', good(), { raw: '[]' }],
    ...(t.can('everything in one body')
      ? ([
          ['no delay', { ...good(), delay: null }],
          ['a state key that is a number', { ...good(), stateKey: 5 }],
        ] as const)
      : []),
  ];
}

/**
 * Judges that requests which were refused for a flaw are accepted when they are made good and said again with the same
 * transaction id (DE-ERR-3).
 *
 * @param flaws - the requests, by what is to be scheduled in the end
 */
export async function requireTransactionIdsUnused(
  t: DelayedEventsContext,
  flaws: (plain: DelayedEventWish) => readonly Flawed[],
): Promise<void> {
  const room = await t.alice.createRoom();
  const kinds = t.can('transaction ids for state') ? KINDS : { message: {} };
  let refusals = 0;
  for (const [kind, plain] of Object.entries(kinds)) {
    for (const [what, wish, options] of flaws({ ...plain, delay: t.far })) {
      const good = t.completed({ ...plain, txnId: t.uniqueName('again') });
      const refused = await t.trySchedule(t.alice, room, { ...wish, txnId: good.txnId }, options);
      if (!refused.refused) continue;
      refusals += 1;

      const answer = await t.trySchedule(t.alice, room, good);

      const why = `a ${kind} with the transaction id of one that was refused for ${what}`;
      t.requireAcceptance('DE-ERR-3', answer, why);
      const event = t.accept('DE-ERR-3', t.alice, room, good, answer);
      await t.requireSent('DE-ERR-3', event, await t.send(event, 'DE-ERR-3'), why);
    }
  }
  t.presuppose('DE-SCHED-2', refusals > 0, 'nothing was refused, however flawed');
}
