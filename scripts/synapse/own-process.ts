import { runProgram } from './run-program.js';

/** How long a process may take to end by itself, and how often it is looked for, in milliseconds. */
const END_LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 50;

/**
 * Whether a process is still the one that was started: ids are given to other processes later.
 *
 * @param mark - what stands in its command line, and in no other's
 */
export async function isOwn(pid: number, mark: string): Promise<boolean> {
  const { code, output } = await runProgram('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return code === 0 && output.includes(mark);
}

/** Asks a process to end, and waits until it has; one that does not is killed. */
export async function endProcess(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  for (let waited = 0; signal(pid, 0); waited += LOOK_EVERY_MS) {
    if (waited >= END_LIMIT_MS) signal(pid, 'SIGKILL');
    await new Promise((later) => setTimeout(later, LOOK_EVERY_MS));
  }
}

/** Whether there is a process to take the signal. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
