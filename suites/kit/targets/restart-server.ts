import { exec } from 'node:child_process';

import type { TargetTime } from '../time/target-time.js';
import type { Span } from '../time/time-window.js';
import { Inconclusive } from '../checks/verdict.js';

/** How long the command and the server's return may take together, in milliseconds. */
const RETURN_LIMIT_MS = 120_000;

/** How often the server is asked whether it is back, in milliseconds. */
const QUESTION_EVERY_MS = 200;

/**
 * Restarts a server by a command of its administrator and waits until it answers again.
 *
 * @param command - run in a shell; has to end by itself, and leave the server running or about to run
 * @param isThere - asks whether the server answers
 * @returns from when to when the server may have been away, in monotonic milliseconds
 * @throws Inconclusive when the command fails or the server does not come back
 */
export async function restartServer(command: string, isThere: () => Promise<boolean>, time: TargetTime): Promise<Span> {
  const sentAt = time.now();
  await new Promise<void>((resolve, reject) => {
    exec(command, { timeout: RETURN_LIMIT_MS }, (error) => {
      if (error === null) resolve();
      else reject(new Inconclusive(`the restart command failed: ${error.message.trim()}`));
    });
  });
  while (!(await isThere().catch(() => false))) {
    if (time.now() - sentAt > RETURN_LIMIT_MS) throw new Inconclusive('the server did not come back after its restart');
    await time.waitUntil(time.now() + QUESTION_EVERY_MS);
  }
  return { sentAt, answeredAt: time.now() };
}
