import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { EndReason, Future, FutureKind, TokenAction } from '../future.js';
import type { EndpointMethod } from './access.js';

/** What a token stands for. */
export interface TokenMeaning {
  readonly action: TokenAction;
  readonly future: Future;
}

/** What tokens there are, what they do and for how long. */
export interface TokenRules {
  /** The tokens that a future gets. */
  readonly tokensFor: (kind: FutureKind) => readonly TokenAction[];
  /** Makes up a token. */
  readonly newToken: (facts: { readonly action: TokenAction; readonly random: () => string }) => string;
  /** What a token that somebody presents stands for. */
  readonly meaningOf: (facts: {
    readonly token: string;
    /** The tokens that are not dead. */
    readonly known: ReadonlyMap<string, TokenMeaning>;
    /** All futures that are listed. */
    readonly futures: Iterable<Future>;
  }) => TokenMeaning | undefined;
  /** Whether a token that is not dead does its work now. `now` in milliseconds since the Unix epoch. */
  readonly obeysToken: (facts: TokenMeaning & { readonly now: number }) => boolean;
  /** Whether a token dies together with its future. */
  readonly tokenDies: (facts: TokenMeaning & { readonly because: EndReason }) => boolean;
  /** The methods that the token endpoint has. */
  readonly tokenMethods: () => readonly EndpointMethod[];
  /** The answer to a token that does nothing. */
  readonly goneAnswer: (facts: {
    readonly token: string;
    /** What it stands for, if it is known and yet not obeyed. */
    readonly meaning: TokenMeaning | undefined;
  }) => MatrixError;
}

/** The rules on tokens. */
export function tokenRules(readings: FuturesReadings): TokenRules {
  return {
    // RESP-1, RESP-2, RESP-3, Q-ACTION-RESPONSE
    tokensFor: (kind) => {
      if (kind === 'timeout') return ['send', 'refresh', 'cancel'];
      return readings['Q-ACTION-RESPONSE'] === 'more' ? ['send', 'cancel'] : ['send'];
    },

    // RESP-6: whatever it does, it looks the same. RESP-7: nothing but chance is in it.
    newToken: ({ random }) => random(),

    // TOKEN-11, TOKEN-13: a token stands for what it was given out for, and nothing else stands for anything.
    meaningOf: ({ token, known }) => known.get(token),

    // TOKEN-4: as often as one likes.
    obeysToken: () => true,

    // TOKEN-8, GROUP-2, STATE-2, STATE-7
    tokenDies: () => true,

    // Q-METHOD, ERR-5
    tokenMethods: () => {
      switch (readings['Q-METHOD']) {
        case 'both':
          return ['post', 'put'];
        case 'post':
          return ['post'];
        case 'put':
          return ['put'];
      }
    },

    // TOKEN-8, TOKEN-9: dead and unknown are not told apart. TOKEN-10: nothing is said about what it was. Q-GONE
    goneAnswer: () => new MatrixError(GONE_STATUS[readings['Q-GONE']], 'M_NOT_FOUND', 'There is no such future.'),
  };
}

const GONE_STATUS: Readonly<Record<FuturesReadings['Q-GONE'], number>> = { 410: 410, 404: 404, other: 400 };
