import type { Account } from '../kit/accounts/account.js';
import type { Answer } from '../kit/answer.js';
import type { RevisionSuites } from '../kit/revision.js';
import type { HttpRequest } from '../kit/transport.js';
import { futuresDialectSchema, knownDialectSchema } from './dialect.js';
import { groupsSuite } from './groups.suite.js';
import { cancelFutures, preflightFutures } from './preflight.js';
import { timersSuite } from './timers.suite.js';
import { tokensSuite } from './tokens.suite.js';

/** The conformance suites of the `futures` revision (June 2024). */
export const futuresSuites: RevisionSuites = {
  name: 'futures',
  suites: [groupsSuite, timersSuite, tokensSuite],
  preflight: (target, known) => preflightFutures(target, knownDialectSchema.parse(known)),
  cleanUp: (account: Account, send: (request: HttpRequest) => Promise<Answer>, dialect: unknown) =>
    cancelFutures(account, send, futuresDialectSchema.parse(dialect)),
};
