import type { Transport } from '../../suites/kit/connection/transport.js';

/** How many requests are measured. */
const SAMPLES = 30;

/** How long answers take, in milliseconds. */
export interface Latency {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  /** How many of the requests stayed without an answer. */
  readonly failed: number;
}

/**
 * Measures how long a server takes to answer the simplest request, one after the other.
 *
 * @param now - monotonic milliseconds
 */
export async function measureLatency(transport: Transport, now: () => number): Promise<Latency> {
  const took: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const sentAt = now();
    const request = { method: 'GET', path: '/_matrix/client/versions', headers: {} };
    const answered = await transport.send(request, AbortSignal.timeout(10_000)).catch(() => undefined);
    if (answered !== undefined) took.push(now() - sentAt);
  }
  const sorted = took.toSorted((a, b) => a - b);
  return { samples: SAMPLES, p50: percentile(sorted, 50), p99: percentile(sorted, 99), failed: SAMPLES - took.length };
}

/** The value below or at which so many per cent of the sorted values lie. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
