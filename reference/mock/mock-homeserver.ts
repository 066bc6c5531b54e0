import * as msw from 'msw';
import type { RequestHandler } from 'msw';

import { createHomeserver, type Homeserver, type HomeserverOptions } from '../homeserver.js';

/** Where the mock stands, and how its homeserver is set up. */
export interface MockHomeserverOptions extends HomeserverOptions {
  /** The origin under which clients look for it, such as `https://hs.example`. */
  readonly url: string;
}

/** A homeserver that lives in the network layer of this very process. */
export interface MockHomeserver {
  /** For msw's `setupServer(...handlers)` or `setupWorker(...handlers)`. */
  readonly handlers: RequestHandler[];
  /** The homeserver behind them: its clock, its waiting requests, and the way to close it. */
  readonly homeserver: Homeserver;
}

/**
 * Makes msw request handlers that answer as a homeserver does: every `/_matrix` path of a host name, its well-known
 * file, and nothing else. No socket is opened. The server name is the host name, unless the options say otherwise.
 *
 * @param where - the origin, such as `https://hs.example`, or that and the options of `createHomeserver`
 * @throws Error when the project's msw is older than 2
 */
export function mockHomeserver(where: string | MockHomeserverOptions): MockHomeserver {
  if (!('http' in msw)) {
    throw new Error(
      'futures-conformance/mock works with msw 2.4 and newer, and this project has an older one: update msw.',
    );
  }
  const { url, ...options } = typeof where === 'string' ? { url: where } : where;
  const { origin, host } = new URL(url);
  const homeserver = createHomeserver({ serverName: host, ...options });
  const answer = ({ request }: { request: Request }): Promise<Response> => homeserver.handle(request);
  return {
    // A pattern without groups: msw would decode what they catch, and stumble over escapes that are none.
    handlers: [msw.http.all(new RegExp(`^${literally(origin)}/(?:_matrix|\\.well-known/matrix)/`), answer)],
    homeserver,
  };
}

/** A text as a regular expression that matches just this text. */
function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
