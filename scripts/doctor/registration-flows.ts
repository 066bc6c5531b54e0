import type { Send } from '../../suites/kit/accounts/send.js';
import { retryAfter } from '../../suites/kit/connection/retry-after.js';
import { dig } from '../../suites/kit/rooms/matrix-json.js';

/** How accounts are made on a server. */
export interface Registration {
  readonly words: string;
  /** Whether the suites can make accounts without being given anything. */
  readonly open: boolean;
  /** Whether the server limits how often that may be asked, so that nothing can be said. */
  readonly limited?: true;
}

/**
 * What a server asks for before it registers an account. Only asks: without the stages of a flow no account is
 * made.
 *
 * @param send - sends a request, and waits for limits as long as somebody wants to wait
 */
export async function registrationFlows(send: Send): Promise<Registration> {
  const request = {
    method: 'POST',
    path: '/_matrix/client/v3/register',
    headers: { 'content-type': 'application/json' },
    // No device, so that a server which asks for nothing does not log anybody in.
    body: JSON.stringify({ inhibit_login: true }),
  };
  const answer = await send(request).catch(() => undefined);
  if (answer === undefined) return { words: 'could not be asked for', open: false };
  const wait = retryAfter(answer);
  if (wait !== undefined) {
    const words = `limited just now: the server asks for ${Math.ceil(wait / 1_000)} s before it tells`;
    return { words, open: false, limited: true };
  }
  if (answer.ok) return { words: 'open to everybody, without any stage', open: true };
  const flows = dig(answer.json, 'flows');
  if (answer.status === 401 && Array.isArray(flows)) {
    const stages = flows
      .map((flow) => dig(flow, 'stages'))
      .map((list) => (Array.isArray(list) ? list.join(' + ') : ''));
    const words = stages.filter((text) => text !== '').join(' or ') || 'without any stage';
    return { words, open: stages.some((text) => text === '' || text === 'm.login.dummy') };
  }
  return { words: `closed (${answer.status}${answer.errcode === undefined ? '' : ` ${answer.errcode}`})`, open: false };
}
