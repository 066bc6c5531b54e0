import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { RevisionSuites } from '../kit/checks/revision.js';
import { actionsSuite } from './actions/actions.suite.js';
import { FACETS } from './blame/facets.js';
import { capabilitySuite } from './capability/capability.suite.js';
import { cancelDelayedEvents } from './clean-up.js';
import { delayedEventsDialectSchema, delayedEventsSettings, knownDialectSchema } from './dialect.js';
import { discoverySuite } from './discovery/discovery.suite.js';
import { errorsSuite } from './errors/errors.suite.js';
import { guestsSuite } from './guests/guests.suite.js';
import { limitsSuite } from './limits/limits.suite.js';
import { listingSuite } from './listing/listing.suite.js';
import { lookupSuite } from './lookup/lookup.suite.js';
import { permissionSuite } from './permission/permission.suite.js';
import { persistenceSuite } from './persistence/persistence.suite.js';
import { preflightDelayedEvents } from './preflight.js';
import { rateLimitsSuite } from './rate-limits/rate-limits.suite.js';
import { retentionSuite } from './retention/retention.suite.js';
import { learnLateness } from '../scheduled-events/learn-lateness.js';
import { DelayedEventsContext } from './words/delayed-events-context.js';
import { schedulingSuite } from './scheduling/scheduling.suite.js';
import { sendingSuite } from './sending/sending.suite.js';
import { timingSuite } from './timing/timing.suite.js';
import { unsignedSuite } from './unsigned/unsigned.suite.js';
import { useCasesSuite } from './use-cases/use-cases.suite.js';
import { ON_ERROR_BODIES } from './words/on-error-bodies.js';

/** The conformance suites of the `delayed-events` revision (accepted in September 2026). */
export const delayedEventsSuites = {
  name: 'delayed-events',
  catalogue: catalogueOf('delayed-events'),
  suites: [
    schedulingSuite,
    limitsSuite,
    capabilitySuite,
    actionsSuite,
    lookupSuite,
    retentionSuite,
    timingSuite,
    sendingSuite,
    persistenceSuite,
    permissionSuite,
    rateLimitsSuite,
    unsignedSuite,
    guestsSuite,
    errorsSuite,
    discoverySuite,
    listingSuite,
    useCasesSuite,
  ],
  settings: delayedEventsSettings,
  onErrorBodies: ON_ERROR_BODIES,
  facets: FACETS,
  preflight: (target, known) => preflightDelayedEvents(target, knownDialectSchema.parse(known)),
  learnLateness: (target, dialect) => learnLateness(target, dialect, (session) => new DelayedEventsContext(session)),
  cleanUp: (account, send, dialect, isToBeCleared, waiting) =>
    cancelDelayedEvents(account, send, delayedEventsDialectSchema.parse(dialect), isToBeCleared, waiting),
} as const satisfies RevisionSuites;
