import type { Breach } from './breach.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anonymousCall, cancelling, deadTokens, sending, unknownToken } from './ordinary-calls.js';
import { messageBesideMessageFuture, newState, stateFuture } from './ordinary-state.js';
import { refreshing, timers } from './ordinary-timers.js';
import { unlessUnclear } from './unless-unclear.js';

/** What a check has done or met that an ordinary thing may have spoilt. */
export type Deed =
  | 'scheduled'
  | 'scheduled state'
  | 'waited for a timer'
  | 'called a token'
  | 'called a send token'
  | 'called a refresh token'
  | 'called a cancel token'
  | 'called a token that may be dead'
  | 'called a token that was never given out';

/** A breach of something ordinary. */
export interface OrdinaryBreach extends Breach {
  /** Requirements that are broken by it as directly: a check that names one of them has found the right one. */
  readonly alike?: readonly string[];
}

/** The plainest story of its kind, which every server has to get right before anything less ordinary can be judged. */
interface Ordinary {
  /** The check has to have done one of these, or else it cannot have suffered from it. */
  readonly after: readonly Deed[];
  tell(t: FuturesContext): Promise<OrdinaryBreach | undefined>;
}

/** The most basic first. */
const ORDINARY: readonly Ordinary[] = [
  { after: ['called a token'], tell: anonymousCall },
  {
    after: ['called a token that was never given out', 'called a token that may be dead'],
    tell: unknownToken,
  },
  { after: ['called a token that may be dead'], tell: deadTokens },
  { after: ['scheduled'], tell: messageBesideMessageFuture },
  { after: ['called a send token'], tell: sending },
  { after: ['scheduled state'], tell: stateFuture },
  { after: ['waited for a timer', 'called a refresh token'], tell: timers },
  { after: ['called a refresh token'], tell: refreshing },
  { after: ['called a cancel token'], tell: cancelling },
  { after: ['scheduled state'], tell: newState },
];

/**
 * After a check has found a requirement broken: tries for themselves, in rooms of their own, the ordinary things that the
 * check has done on its way. Where one of them goes wrong by itself, what the check has found follows from that.
 *
 * @param requirement - what the check has found to be broken
 * @param deeds - what the check has done
 * @returns what is broken more plainly; nothing where all that is ordinary works, or the check has named it already
 */
export async function ordinaryBreach(
  t: FuturesContext,
  requirement: string,
  deeds: ReadonlySet<Deed>,
): Promise<Breach | undefined> {
  for (const { after, tell } of ORDINARY) {
    if (!after.some((deed) => deeds.has(deed))) continue;
    const breach = await unlessUnclear(() => tell(t));
    if (breach === undefined) continue;
    const isNamed = breach.requirement === requirement || breach.alike?.includes(requirement) === true;
    return isNamed ? undefined : breach;
  }
  return undefined;
}
