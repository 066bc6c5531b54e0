import { Answer } from './answer.js';
import { RunBlocker, type RunBlockerKind } from './run-blocker.js';
import { dig, isRecord } from '../rooms/matrix-json.js';
import { type Transport, TransportFailure } from './transport.js';

/** How long the very first answer is waited for, in milliseconds. */
const FIRST_ANSWER_MS = 15_000;

/** How often we ask, before what may have been an accident is taken for how things are. */
const TRIES = 4;

/** How long we wait before we ask for the second time, in milliseconds; twice as long before each further time. */
const FIRST_PAUSE_MS = 250;

/** What a homeserver says of itself. */
export interface Versions {
  readonly versions: readonly string[];
  /** The experimental features that are switched on. */
  readonly unstableFeatures: readonly string[];
}

/** What becomes of a connection, by the error codes of Node and OpenSSL; the first one that fits. */
const KINDS: readonly (readonly [codes: RegExp, kind: RunBlockerKind])[] = [
  [/^(ENOTFOUND|EAI_NONAME|EAI_NODATA)$/, 'no-such-host'],
  [/^ECONNREFUSED$/, 'nobody-listens'],
  [/^(EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'no-network'],
  [/^(ETIMEDOUT)$/, 'no-answer-in-time'],
  [/^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_.*|CERT_UNTRUSTED)$/, 'certificate-untrusted'],
  [/^(CERT_.*|ERR_TLS_CERT_.*|HOSTNAME_MISMATCH)$/, 'certificate-unfit'],
  [/^HPE_HEADER_OVERFLOW$/, 'headers-too-long'],
  [/^HPE_.*$/, 'tls-expected'],
];

/** What becomes of a TLS handshake, by the words of OpenSSL: its codes are lost on the way, or say too little. */
const HANDSHAKES: readonly (readonly [words: RegExp, kind: RunBlockerKind])[] = [
  [/certificate[ _]required|bad[ _]certificate/i, 'client-certificate-wanted'],
  [/protocol[ _]version|unsupported[ _]protocol|version[ _]too[ _]low/i, 'tls-version'],
  [/alert|no[ _]ciphers|no[ _]shared[ _]cipher|dh[ _]key[ _]too[ _]small/i, 'tls-refused'],
];

/** The codes under which a handshake fails. */
const HANDSHAKE = /^(EPROTO|ERR_SSL_.*)$/;

/** What a web server says, in its own words, that is in the way of an ordinary request. */
const PAGES: readonly (readonly [words: RegExp, kind: RunBlockerKind])[] = [
  [/plain http request was sent to https|speaking plain HTTP to an SSL-enabled/i, 'tls-expected'],
  [/no required ssl certificate was sent|ssl certificate error/i, 'client-certificate-wanted'],
];

/**
 * Asks a homeserver for its versions, which needs no account: the least that shows whether there is one. A page of
 * something in front of it, or a connection that breaks, may be an accident, and does not count before it comes again.
 *
 * @param transport - leads to it
 * @param pause - waits so many milliseconds
 * @throws RunBlocker when there is none, or it cannot be reached
 */
export async function askServerVersions(
  transport: Transport,
  pause: (ms: number) => Promise<void> = sleep,
): Promise<Versions> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await ask(transport);
    if (!(found instanceof RunBlocker)) return found;
    if (!MAY_BE_ACCIDENTS.has(found.kind)) throw found;
    if (attempt === TRIES) throw found.kind === 'not-matrix' ? await elsewhereOr(found, transport) : found;
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}

/** What may be gone a moment later: names, ports and certificates do not mend themselves. */
const MAY_BE_ACCIDENTS: ReadonlySet<RunBlockerKind> = new Set([
  'broken-connection',
  'gateway',
  'not-matrix',
  'refused-by-server',
]);

/** Asks once, and tells what came of it. */
async function ask(transport: Transport): Promise<Versions | RunBlocker> {
  let answer: Answer;
  try {
    answer = await get(transport, '/_matrix/client/versions');
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return new RunBlocker(kindOf(error), error.message);
  }
  const versions = dig(answer.json, 'versions');
  if (answer.ok && Array.isArray(versions)) {
    const unstable = dig(answer.json, 'unstable_features');
    return {
      versions: versions.filter((version) => typeof version === 'string'),
      unstableFeatures: isRecord(unstable) ? Object.keys(unstable).filter((name) => unstable[name] === true) : [],
    };
  }
  return obstacleIn(answer);
}

function kindOf({ code = '', message }: TransportFailure): RunBlockerKind {
  if (HANDSHAKE.test(code)) return HANDSHAKES.find(([words]) => words.test(message))?.[1] ?? 'not-tls';
  return KINDS.find(([codes]) => codes.test(code))?.[1] ?? 'broken-connection';
}

function obstacleIn(answer: Answer): RunBlocker {
  const asked = `GET /_matrix/client/versions was answered with ${answer}`;
  const location = answer.headers['location'];
  if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
    return new RunBlocker('elsewhere', `the server redirects to ${location.replace(/\/_matrix\/.*$/, '')}`);
  }
  if (answer.fromGateway)
    return new RunBlocker('gateway', `a proxy answers, but not the homeserver behind it (${asked})`);
  const told = PAGES.find(([words]) => words.test(answer.text))?.[1];
  if (told !== undefined) return new RunBlocker(told, asked);
  if (answer.status !== 404 && (answer.errcode !== undefined || [401, 403, 429].includes(answer.status))) {
    return new RunBlocker('refused-by-server', asked);
  }
  return new RunBlocker('not-matrix', `there is a web server, but no Matrix homeserver (${asked})`);
}

/** Where there is no homeserver: the name of the one that is elsewhere, if its domain tells. */
async function elsewhereOr(found: RunBlocker, transport: Transport): Promise<RunBlocker> {
  const base = await namedByWellKnown(transport);
  return base === undefined ? found : new RunBlocker('elsewhere', `the homeserver of this name is at ${base}`);
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

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
