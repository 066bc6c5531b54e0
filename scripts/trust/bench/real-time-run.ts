import { createHomeserver } from '../../../reference/homeserver.js';
import { REAL_TIME_SETTINGS } from '../../../suites/kit/targets/settings.js';
import { runChecks } from './run-checks.js';

/** Runs all suites against the reference on a port, in real time; wall time by the longest wait that a check declares. */
export async function benchRealTimeRun(): Promise<number> {
  const server = createHomeserver();
  const listening = await server.listen();
  try {
    const { wallMs, longestWait } = await runChecks(listening.url, 10_000);
    return wallMs / (longestWait * REAL_TIME_SETTINGS.beat);
  } finally {
    server.close();
    await listening.close();
  }
}
