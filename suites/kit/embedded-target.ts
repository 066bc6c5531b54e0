import { type HomeserverOptions, createHomeserver } from '../../reference/homeserver.js';
import { virtualClock } from '../../reference/virtual-clock.js';
import type { Needs } from './check.js';
import { fetchTransport } from './fetch-transport.js';
import { inProcessTarget } from './in-process-target.js';
import type { Target } from './stage.js';

/**
 * The reference homeserver, started anew in this process for every check, in virtual time.
 *
 * @param options - how to set it up, for example with other readings
 */
export function embeddedTarget(options: HomeserverOptions = {}): Target {
  return inProcessTarget('embedded', (needs: Needs) => {
    const clock = virtualClock();
    const server = createHomeserver({ ...options, ...needs.embedded, clock });
    return {
      transport: fetchTransport('http://localhost', (request) => server.handle(request)),
      clock: {
        now: () => clock.now(),
        nextWakeAt: () => Promise.resolve(clock.nextWakeAt()),
        advanceTo: (at) => Promise.resolve(clock.advanceTo(at)),
        parkedRequests: () => Promise.resolve(server.parkedRequests()),
      },
      close: () => server.close(),
    };
  });
}
