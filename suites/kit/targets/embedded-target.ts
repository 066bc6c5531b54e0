import { futuresFault } from '../../../fixtures/faults/futures/index.js';
import { createHomeserver, type HomeserverOptions } from '../../../reference/homeserver.js';
import { virtualClock } from '../../../reference/time/virtual-clock.js';
import type { Needs } from '../checks/check.js';
import { fetchTransport } from '../connection/fetch-transport.js';
import { inProcessTarget, movableClock } from './in-process-target.js';
import type { Target } from './stage.js';

/** How the embedded homeserver is set up: as the reference, or with a fault of the catalogue. */
export interface EmbeddedOptions extends HomeserverOptions {
  /** The name of a fault; see `fixtures/faults`. */
  readonly fault?: string;
}

/**
 * The reference homeserver, started anew in this process for every check, in virtual time.
 *
 * @param options - how to set it up, for example with other readings
 * @throws RangeError when there is no such fault
 */
export function embeddedTarget(options: EmbeddedOptions = {}): Target {
  const { fault, ...plain } = options;
  const full =
    fault === undefined ? plain : { ...plain, futures: { ...plain.futures, rules: futuresFault(fault).rules } };
  return inProcessTarget('embedded', (needs) => {
    const clock = virtualClock();
    const server = createHomeserver({ ...referenceOptions(full, needs), clock });
    return {
      transport: fetchTransport('http://localhost', (request) => server.handle(request)),
      clock: movableClock(clock, server),
      close: () => server.close(),
    };
  });
}

/** The options of a run together with what one check needs; where both speak, the check has its way. */
export function referenceOptions(options: HomeserverOptions, { embedded = {} }: Needs): HomeserverOptions {
  const special = embedded as HomeserverOptions;
  const { futures } = options;
  const readings = { ...futures?.readings, ...special.futures?.readings };
  return { ...options, ...special, futures: { ...futures, ...special.futures, readings } };
}
