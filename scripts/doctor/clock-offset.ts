import type { Transport } from '../../suites/kit/connection/transport.js';

/** What is known of a server's clock. */
export interface ClockOffset {
  /** How far it is ahead of ours, in milliseconds; negative where it is behind. */
  readonly aheadMs: number;
  /** By how much that may be wrong either way, in milliseconds. */
  readonly plusMinusMs: number;
}

/** The `Date` header counts whole seconds: what it says is up to that much older than the moment it was written. */
const RESOLUTION_MS = 1_000;

/**
 * How a server's clock differs from ours, by the `Date` header of an answer. Only informational: no verdict ever compares
 * the two.
 *
 * @param now - our clock, in milliseconds since 1970
 * @returns `undefined` where the server tells no time
 */
export async function clockOffset(transport: Transport, now: () => number): Promise<ClockOffset | undefined> {
  const sentAt = now();
  const request = { method: 'GET', path: '/_matrix/client/versions', headers: {} };
  const answer = await transport.send(request, AbortSignal.timeout(10_000)).catch(() => undefined);
  const answeredAt = now();
  const date = Date.parse(answer?.headers['date'] ?? '');
  if (Number.isNaN(date)) return undefined;
  const [earliest, latest] = [date - answeredAt, date + RESOLUTION_MS - sentAt];
  return { aheadMs: Math.round((earliest + latest) / 2), plusMinusMs: Math.ceil((latest - earliest) / 2) };
}
