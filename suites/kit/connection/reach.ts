import { Answer } from './answer.js';
import { Obstacle, type ObstacleKind } from './obstacle.js';
import { dig, isRecord } from '../rooms/matrix-json.js';
import { type Transport, TransportFailure } from './transport.js';

/** How long the very first answer is waited for, in milliseconds. */
const FIRST_ANSWER_MS = 15_000;

/** How often a connection that breaks is tried, before it is said not to work. */
const TRIES = 3;

/** What a homeserver says of itself. */
export interface Versions {
  readonly versions: readonly string[];
  /** The experimental features that are switched on. */
  readonly unstableFeatures: readonly string[];
}

/** What becomes of a connection, by the error codes of Node and OpenSSL. */
const KINDS: readonly (readonly [codes: RegExp, kind: ObstacleKind])[] = [
  [/^(ENOTFOUND|EAI_NONAME|EAI_NODATA)$/, 'no-such-host'],
  [/^ECONNREFUSED$/, 'nobody-listens'],
  [/^(EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'no-network'],
  [/^(ETIMEDOUT)$/, 'no-answer-in-time'],
  [/^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_.*|CERT_UNTRUSTED)$/, 'certificate-untrusted'],
  [/^(CERT_.*|ERR_TLS_CERT_.*|HOSTNAME_MISMATCH)$/, 'certificate-unfit'],
  [/^(EPROTO|ERR_SSL_.*)$/, 'not-tls'],
  [/^HPE_.*$/, 'tls-expected'],
];

/**
 * Asks a homeserver for its versions, which needs no account: the least that shows whether there is one.
 *
 * @param transport - leads to it
 * @throws Obstacle when there is none, or it cannot be reached
 */
export async function reach(transport: Transport): Promise<Versions> {
  const answer = await firstAnswer(transport);
  const versions = dig(answer.json, 'versions');
  if (answer.ok && Array.isArray(versions)) {
    const unstable = dig(answer.json, 'unstable_features');
    return {
      versions: versions.filter((version) => typeof version === 'string'),
      unstableFeatures: isRecord(unstable) ? Object.keys(unstable).filter((name) => unstable[name] === true) : [],
    };
  }
  const asked = `GET /_matrix/client/versions was answered with ${answer}`;
  const location = answer.headers['location'];
  if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
    throw new Obstacle('elsewhere', `the server redirects to ${location.replace(/\/_matrix\/.*$/, '')}`);
  }
  if (answer.fromGateway) throw new Obstacle('gateway', `a proxy answers, but not the homeserver behind it (${asked})`);
  if (/plain http request was sent to https/i.test(answer.text)) throw new Obstacle('tls-expected', asked);
  if (answer.status !== 404 && (answer.errcode !== undefined || [401, 403, 429].includes(answer.status))) {
    throw new Obstacle('refused-by-server', asked);
  }
  const base = await namedByWellKnown(transport);
  if (base !== undefined) throw new Obstacle('elsewhere', `the homeserver of this name is at ${base}`);
  throw new Obstacle('not-matrix', `there is a web server, but no Matrix homeserver (${asked})`);
}

async function firstAnswer(transport: Transport): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await get(transport, '/_matrix/client/versions');
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const kind = KINDS.find(([codes]) => codes.test(error.code ?? ''))?.[1] ?? 'broken-connection';
      // Names, ports and certificates do not mend themselves; a connection that broke may have been an accident.
      if (kind !== 'broken-connection' || attempt === TRIES) throw new Obstacle(kind, error.message);
    }
  }
}

/** Where a domain's `.well-known` says that its homeserver is. */
async function namedByWellKnown(transport: Transport): Promise<string | undefined> {
  try {
    const answer = await get(transport, '/.well-known/matrix/client');
    const base = dig(answer.json, 'm.homeserver', 'base_url');
    return answer.ok && typeof base === 'string' ? base.replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

async function get(transport: Transport, path: string): Promise<Answer> {
  const sentAt = performance.now();
  const answer = await transport.send({ method: 'GET', path, headers: {} }, AbortSignal.timeout(FIRST_ANSWER_MS));
  return new Answer(answer, { sentAt, answeredAt: performance.now() });
}
