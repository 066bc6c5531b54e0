import type { Account } from '../kit/accounts/account.js';
import type { Answer } from '../kit/answer.js';
import type { RevisionSuites } from '../kit/revision.js';
import type { HttpRequest } from '../kit/transport.js';
import { alternativesSuite } from './alternatives.suite.js';
import { futuresDialectSchema, knownDialectSchema } from './dialect.js';
import { errorsSuite } from './errors.suite.js';
import { groupsSuite } from './groups.suite.js';
import { listingSuite } from './listing.suite.js';
import { permissionSuite } from './permission.suite.js';
import { cancelFutures, preflightFutures } from './preflight.js';
import { responsesSuite } from './responses.suite.js';
import { schedulingSuite } from './scheduling.suite.js';
import { stateSuite } from './state.suite.js';
import { timersSuite } from './timers.suite.js';
import { tokensSuite } from './tokens.suite.js';
import { useCasesSuite } from './use-cases.suite.js';

/** The conformance suites of the `futures` revision (June 2024). */
export const futuresSuites: RevisionSuites = {
  name: 'futures',
  suites: [
    schedulingSuite,
    responsesSuite,
    groupsSuite,
    timersSuite,
    tokensSuite,
    stateSuite,
    permissionSuite,
    listingSuite,
    errorsSuite,
    useCasesSuite,
    alternativesSuite,
  ],
  preflight: (target, known) => preflightFutures(target, knownDialectSchema.parse(known)),
  cleanUp: (account: Account, send: (request: HttpRequest) => Promise<Answer>, dialect: unknown) =>
    cancelFutures(account, send, futuresDialectSchema.parse(dialect)),
};
