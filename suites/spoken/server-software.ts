import type { Answer } from '../kit/connection/answer.js';
import { type HttpRequest, TransportFailure } from '../kit/connection/transport.js';
import { dig } from '../kit/rooms/matrix-json.js';

/** What a server says of itself. Plain data. */
export interface ServerFacts {
  readonly software?: ServerSoftware;
  /** The versions of the specification that it names. */
  readonly versions?: readonly string[];
  /** The experimental features that it has switched on. */
  readonly unstableFeatures?: readonly string[];
}

/** What a server says that it is. */
export interface ServerSoftware {
  readonly name: string;
  readonly version?: string;
}

/** How much of a name is kept, in characters: it is the server's to choose. */
const LONGEST = 100;

/** Asks a server what it is, as other servers do; `undefined` where it does not say. */
export async function askServerSoftware(
  send: (request: HttpRequest) => Promise<Answer>,
): Promise<ServerSoftware | undefined> {
  try {
    const { json } = await send({
      method: 'GET',
      path: '/_matrix/federation/v1/version',
      headers: {},
      repeatable: true,
    });
    const [name, version] = [dig(json, 'server', 'name'), dig(json, 'server', 'version')];
    if (typeof name !== 'string' || name === '') return undefined;
    return {
      name: name.slice(0, LONGEST),
      ...(typeof version === 'string' ? { version: version.slice(0, LONGEST) } : {}),
    };
  } catch (error) {
    if (error instanceof TransportFailure) return undefined;
    throw error;
  }
}
