import { Answer } from '../../suites/kit/answer.js';
import { dig } from '../../suites/kit/matrix-json.js';
import type { Transport } from '../../suites/kit/transport.js';

/**
 * What a server asks for before it registers an account, in words. Only asks: without the stages of a flow no account is
 * made.
 */
export async function registrationFlows(transport: Transport): Promise<string> {
  const sentAt = performance.now();
  const request = {
    method: 'POST',
    path: '/_matrix/client/v3/register',
    headers: { 'content-type': 'application/json' },
    // No device, so that a server which asks for nothing does not log anybody in.
    body: JSON.stringify({ inhibit_login: true }),
  };
  const raw = await transport.send(request, AbortSignal.timeout(10_000)).catch(() => undefined);
  if (raw === undefined) return 'could not be asked for';
  const answer = new Answer(raw, { sentAt, answeredAt: performance.now() });
  if (answer.ok) return 'open to everybody, without any stage';
  const flows = dig(answer.json, 'flows');
  if (answer.status === 401 && Array.isArray(flows)) {
    const stages = flows
      .map((flow) => dig(flow, 'stages'))
      .map((list) => (Array.isArray(list) ? list.join(' + ') : ''));
    return stages.filter((text) => text !== '').join(' or ') || 'without any stage';
  }
  return `closed (${answer.status}${answer.errcode === undefined ? '' : ` ${answer.errcode}`})`;
}
