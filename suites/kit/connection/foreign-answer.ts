import type { Answer } from './answer.js';
import { dig } from '../rooms/matrix-json.js';

/**
 * Products that stand in front of homeservers, by what their own pages say. No homeserver is called like one of them.
 */
const FRONTS =
  /nginx|openresty|cloudflare|awselb|varnish|haproxy|envoy|akamai|fastly|incapsula|squid|Microsoft-(Azure|IIS)|-\/\/IETF\/\/DTD HTML 2\.0\/\/|Request forbidden by administrative rules|The requested URL was (not found|rejected)/i;

/**
 * Whether an answer may be something else's than the homeserver's: a page, a redirect, or an error without Matrix's code.
 * A limit (429) and a proxy's word that the homeserver is gone are known for what they are, whatever their bodies.
 */
export function isForeign(answer: Answer): boolean {
  const { status, json } = answer;
  if (status === 429 || answer.fromGateway) return false;
  if (status < 300) return isPage(answer);
  if (status < 400) return true;
  const isAuthentication = status === 401 && dig(json, 'flows') !== undefined;
  return answer.errcode === undefined && !isAuthentication;
}

/** Whether an answer is a text for people, as no homeserver writes one. */
export function isPage({ status, headers, text, json }: Answer): boolean {
  if (text.trim() === '' || json !== undefined) return false;
  return status >= 300 || /html/i.test(headers['content-type'] ?? '') || text.trimStart().startsWith('<');
}

/**
 * Whether a foreign answer is certainly not the homeserver's: it is the page of a known product, or a refusal that lacks
 * what the homeserver's answers all have.
 *
 * @param allowsOrigins - whether all answers of the homeserver have allowed other origins so far, as Matrix asks for
 */
export function isOfFront(answer: Answer, allowsOrigins: boolean): boolean {
  if (!isPage(answer)) return false;
  return FRONTS.test(answer.text) || (answer.refused && allowsOrigins && !allowsOtherOrigins(answer));
}

/** Whether an answer may be read by scripts of other origins: the specification asks that of all of them. */
export function allowsOtherOrigins({ headers }: Answer): boolean {
  return headers['access-control-allow-origin'] !== undefined;
}

/** Whether a request that was answered like that can be made again and do no harm: it was turned away unread. */
export function wasTurnedAway({ status, refused }: Answer): boolean {
  return refused && status !== 408;
}
