import type { Subscribe, TargetTime } from './target-time.js';

/** The longest wait that `setTimeout` understands. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The wall clock of this machine, measured monotonically. */
export function realTime(): TargetTime {
  const now = (): number => performance.now();

  return {
    kind: 'real',
    now,
    async waitUntil(at: number): Promise<void> {
      // A timer may fire early against the monotonic clock, so the clock has the last word.
      for (let left = at - now(); left > 0; left = at - now()) await sleep(left);
    },
    waitFor(condition: () => boolean, at: number, changes: Subscribe): Promise<boolean> {
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const settle = (answer: boolean): void => {
          clearTimeout(timer);
          unsubscribe();
          resolve(answer);
        };
        const look = (): void => {
          if (condition()) settle(true);
        };
        const unsubscribe = changes(look);
        const tick = (): void => {
          if (condition()) return settle(true);
          const left = at - now();
          if (left <= 0) return settle(false);
          timer = setTimeout(tick, Math.min(left, LONGEST_TIMER_MS));
        };
        tick();
      });
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS)));
}
