import type { Alarm, Clock } from './clock.js';

/** The longest wait that `setTimeout` understands; anything longer it would run at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's time: Unix milliseconds that never go backwards, since they are measured from one fixed start. */
export function systemClock(): Clock {
  const startedAt = Date.now() - performance.now();
  const now = (): number => Math.floor(startedAt + performance.now());

  return {
    now,
    schedule(at: number, wake: () => void): Alarm {
      let timer: NodeJS.Timeout | undefined;
      const arm = (): void => {
        // Timers may fire a little early and cannot wait for long, so every firing asks the clock again.
        const wait = at - now();
        if (wait <= 0) wake();
        else timer = setTimeout(arm, Math.min(wait, LONGEST_TIMER_MS));
      };
      timer = setTimeout(arm, Math.min(Math.max(at - now(), 0), LONGEST_TIMER_MS));
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
