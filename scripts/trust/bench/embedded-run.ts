import { runChecks } from './run-checks.js';

/** Runs all suites on the embedded server; milliseconds. */
export async function benchEmbeddedRun(): Promise<number> {
  const { wallMs } = await runChecks('embedded', 8);
  return wallMs;
}
