import { spawn } from 'node:child_process';
import { availableParallelism, constants, setPriority } from 'node:os';

/**
 * Keeps the cores of this machine from falling asleep, by a process of the lowest priority on each, which makes way for
 * everybody else. A run of the suites mostly waits for short answers, and on a virtual machine a core that sleeps takes long to
 * wake: the same run has taken 55 to 62 s without this, and 36 to 38 s with it, on two cores with nothing else to do.
 *
 * @returns ends the processes; they end by themselves, too, when this one is no more
 */
export function keepAwake(): () => void {
  const spin = `while (process.ppid === ${process.pid}) for (let i = 0; i < 1e7; i += 1);`;
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['--eval', spin], { stdio: 'ignore' }),
  );
  for (const child of children) {
    // Where there is none to be had it goes without.
    child.once('error', () => undefined);
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  }
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}
