import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { RevisionSuites } from '../kit/checks/revision.js';
import { alternativesSuite } from './alternatives/alternatives.suite.js';
import { FACETS } from './blame/facets.js';
import { futuresDialectSchema, knownDialectSchema } from './dialect.js';
import { futuresSettings } from './dialect-settings.js';
import { ON_ERROR_BODIES } from './errors/on-error-bodies.js';
import { errorsSuite } from './errors/errors.suite.js';
import { groupsSuite } from './groups/groups.suite.js';
import { listingSuite } from './listing/listing.suite.js';
import { permissionSuite } from './permission/permission.suite.js';
import { cancelFutures, preflightFutures } from './preflight.js';
import { responsesSuite } from './responses/responses.suite.js';
import { learnLateness } from '../scheduled-events/learn-lateness.js';
import { FuturesContext } from './words/futures-context.js';
import { schedulingSuite } from './scheduling/scheduling.suite.js';
import { stateSuite } from './state/state.suite.js';
import { timersSuite } from './timers/timers.suite.js';
import { tokensSuite } from './tokens/tokens.suite.js';
import { useCasesSuite } from './use-cases/use-cases.suite.js';

/** The conformance suites of the `futures` revision (June 2024). */
export const futuresSuites = {
  name: 'futures',
  catalogue: catalogueOf('futures'),
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
  settings: futuresSettings,
  onErrorBodies: ON_ERROR_BODIES,
  facets: FACETS,
  preflight: (target, known) => preflightFutures(target, knownDialectSchema.parse(known)),
  learnLateness: (target, dialect) => learnLateness(target, dialect, (session) => new FuturesContext(session)),
  cleanUp: (account, send, dialect, isToBeCleared) =>
    cancelFutures(account, send, futuresDialectSchema.parse(dialect), isToBeCleared),
} as const satisfies RevisionSuites;
