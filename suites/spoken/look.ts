import type { Answer } from '../kit/connection/answer.js';
import { type HttpRequest, TransportFailure } from '../kit/connection/transport.js';
import { dig, isRecord } from '../kit/rooms/matrix-json.js';
import { PROBES, type SpokenFacts, UNSTABLE_PREFIX } from './spoken-facts.js';

/** A path that no server has. Where it is answered as if it were there, what other paths are answered says nothing. */
const NOWHERE = `${UNSTABLE_PREFIX}/no_such_thing/none`;

const MSC4140 = /^(?:org\.matrix|io\.element)\.(?:msc4140|futures)/;

/**
 * Looks what a server speaks of MSC4140, by its flags, its capabilities and the paths that it knows. Schedules nothing:
 * only paths without an access token are tried, and nothing that any of them names exists.
 *
 * @param accessToken - of any account, to see the capabilities
 * @throws TransportFailure when the answer on versions or capabilities is missing
 */
export async function lookAtServer(
  send: (request: HttpRequest) => Promise<Answer>,
  accessToken: string,
): Promise<SpokenFacts> {
  const authorization = `Bearer ${accessToken}`;
  const [versions, capabilities, ...known] = await Promise.all([
    send({ method: 'GET', path: '/_matrix/client/versions', headers: {} }),
    send({ method: 'GET', path: '/_matrix/client/v3/capabilities', headers: { authorization } }),
    ...PROBES.map(async ({ endpoint, method, path }) => ((await isKnown(send, method, path)) ? [endpoint] : [])),
  ]);
  const features = dig(versions.json, 'unstable_features');
  const listed = dig(capabilities.json, 'capabilities');
  return {
    flags: Object.fromEntries(
      Object.entries(isRecord(features) ? features : {}).flatMap(([name, on]) =>
        MSC4140.test(name) ? [[name, on === true]] : [],
      ),
    ),
    capabilities: isRecord(listed) ? Object.keys(listed) : [],
    endpoints: new Set(known.flat()),
  };
}

/**
 * Whether a server knows an endpoint: without an access token it asks for one, or says that there is no such thing, where
 * of a path that it does not know it says just that.
 */
async function isKnown(
  send: (request: HttpRequest) => Promise<Answer>,
  method: string,
  path: string,
): Promise<boolean> {
  const body = method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' };
  const answerOf = async (asked: string): Promise<Answer | undefined> => {
    try {
      return await send({ method, path: asked, headers: {}, repeatable: true, ...body });
    } catch (error) {
      // One lost answer is no reason to give up: what is not seen here is looked for again, revision by revision.
      if (error instanceof TransportFailure) return undefined;
      throw error;
    }
  };
  const [answer, nowhere] = [await answerOf(path), await answerOf(NOWHERE)];
  if (answer === undefined || nowhere?.unrecognised !== true) return false;
  return !answer.unrecognised && (answer.ok || answer.errcode !== undefined);
}
