import type { Ordinary } from '../../blame/ordinary.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { Operation } from './operation.js';
import { anonymousCall, cancelling, deadTokens, sending, unknownToken } from './ordinary-calls.js';
import { messageBesideMessageFuture, newState, newStateOfAnother, stateFuture } from './ordinary-state.js';
import { refreshing, timers } from './ordinary-timers.js';

/** What every server has to get right before anything less ordinary can be judged: the most basic first. */
export const ORDINARY: readonly Ordinary<FuturesContext, Operation>[] = [
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
  { after: ['met new state of another user'], tell: newStateOfAnother },
];
