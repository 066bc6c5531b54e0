import type { Answer } from '../kit/connection/answer.js';
import { type HttpRequest, TransportFailure } from '../kit/connection/transport.js';
import { dig, isRecord } from '../kit/rooms/matrix-json.js';
import { PROBES, type SpokenFacts } from './spoken-facts.js';

const MSC4140 = /^(?:org\.matrix|io\.element)\.(?:msc4140|futures)/;

/**
 * Looks what a server speaks of MSC4140, by its flags, its capabilities and the paths that it knows. Schedules nothing:
 * only paths without an access token are tried, and nothing that any of them names exists. A lost answer only makes less be
 * seen: what is not seen here is looked for again, revision by revision.
 *
 * @param accessToken - of any account, to see the capabilities
 */
export async function lookAtServer(
  send: (request: HttpRequest) => Promise<Answer>,
  accessToken: string,
): Promise<SpokenFacts> {
  const ask = async (method: string, path: string, headers = {}): Promise<Answer | undefined> => {
    const json = method === 'GET' ? { headers } : { headers: { 'content-type': 'application/json' }, body: '{}' };
    try {
      return await send({ method, path, repeatable: true, ...json });
    } catch (error) {
      if (error instanceof TransportFailure) return undefined;
      throw error;
    }
  };
  const isKnown = async (method: string, path: string): Promise<boolean> => {
    const [answer, nowhere] = [await ask(method, path), await ask(method, nowhereBeside(path))];
    // Without an access token a server asks for one, or says that there is no such thing; or that there is no such path.
    if (answer === undefined || nowhere?.unrecognised !== true) return false;
    return !answer.unrecognised && (answer.ok || answer.errcode !== undefined);
  };
  const [versions, capabilities, ...known] = await Promise.all([
    ask('GET', '/_matrix/client/versions'),
    ask('GET', '/_matrix/client/v3/capabilities', { authorization: `Bearer ${accessToken}` }),
    ...PROBES.map(async ({ endpoint, method, path }) => ((await isKnown(method, path)) ? [endpoint] : [])),
  ]);
  const features = fieldsOf(dig(versions?.json, 'unstable_features')).filter(([name]) => MSC4140.test(name));
  return {
    flags: Object.fromEntries(features.map(([name, on]) => [name, on === true])),
    capabilities: fieldsOf(dig(capabilities?.json, 'capabilities')).map(([name]) => name),
    endpoints: new Set(known.flat()),
  };
}

/**
 * The path beside a probe's that no server has. Where it is answered as if it were there, what the probe is answered says
 * nothing: it stands under the same prefix, since a server may ask for a token before it looks at a path under one prefix,
 * and not under another.
 */
function nowhereBeside(path: string): string {
  return path.replace(/delayed_events?|futures/, 'no_such_thing');
}

function fieldsOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}
