import type { RequestHandler } from 'msw';
import { setupServer } from 'msw/node';

import type { HomeserverOptions } from '../../../reference/homeserver.js';
import { mockHomeserver } from '../../../reference/mock/mock-homeserver.js';
import { referenceOptions } from './embedded-target.js';
import { fetchTransport } from '../connection/fetch-transport.js';
import { inProcessTarget, movableClock } from './in-process-target.js';
import type { Target } from './stage.js';

/**
 * The reference homeserver as clients meet it in their tests: behind msw, reached by the global `fetch`. Every check
 * has a host name of its own. While the target is open, requests to any other host go where they always go.
 *
 * @param options - how to set the homeserver up
 */
export function mockTarget(options: HomeserverOptions = {}): Target {
  const network = setupServer();
  network.listen({ onUnhandledRequest: 'bypass' });
  const hosts = new Map<string, RequestHandler[]>();
  const answerForHosts = (): void => network.resetHandlers(...[...hosts.values()].flat());
  let started = 0;

  return {
    ...inProcessTarget('mock', (needs) => {
      started += 1;
      const url = `https://hs${started}.example`;
      const set = referenceOptions(options, needs);
      const { handlers, homeserver, clock } = mockHomeserver({ ...set, url });
      hosts.set(url, handlers);
      answerForHosts();
      return {
        transport: fetchTransport(url, (request) => fetch(request)),
        clock: movableClock(clock, homeserver),
        asToken: set.applicationServices?.[0]?.asToken,
        close() {
          hosts.delete(url);
          answerForHosts();
          homeserver.close();
        },
      };
    }),
    close() {
      network.close();
      return Promise.resolve({ left: [], throttledMs: 0 });
    },
  };
}
