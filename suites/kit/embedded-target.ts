import { createHomeserver, type HomeserverOptions } from '../../reference/homeserver.js';
import { virtualClock } from '../../reference/virtual-clock.js';
import type { Needs } from './check.js';
import { fetchTransport } from './fetch-transport.js';
import { inProcessTarget, movableClock } from './in-process-target.js';
import type { Target } from './stage.js';

/**
 * The reference homeserver, started anew in this process for every check, in virtual time.
 *
 * @param options - how to set it up, for example with other readings
 */
export function embeddedTarget(options: HomeserverOptions = {}): Target {
  return inProcessTarget('embedded', (needs) => {
    const clock = virtualClock();
    const server = createHomeserver({ ...referenceOptions(options, needs), clock });
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
  return { ...options, ...special, readings: { ...options.readings, ...special.readings } };
}
