import { Answer } from '../../suites/kit/connection/answer.js';
import { dig } from '../../suites/kit/rooms/matrix-json.js';
import type { Transport } from '../../suites/kit/connection/transport.js';

/** How accounts are made on a server. */
export interface Registration {
  readonly words: string;
  /** Whether the suites can make accounts without being given anything. */
  readonly open: boolean;
}

/**
 * What a server asks for before it registers an account. Only asks: without the stages of a flow no account is
 * made.
 */
export async function registrationFlows(transport: Transport): Promise<Registration> {
  const sentAt = performance.now();
  const request = {
    method: 'POST',
    path: '/_matrix/client/v3/register',
    headers: { 'content-type': 'application/json' },
    // No device, so that a server which asks for nothing does not log anybody in.
    body: JSON.stringify({ inhibit_login: true }),
  };
  const raw = await transport.send(request, AbortSignal.timeout(10_000)).catch(() => undefined);
  if (raw === undefined) return { words: 'could not be asked for', open: false };
  const answer = new Answer(raw, { sentAt, answeredAt: performance.now() });
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
