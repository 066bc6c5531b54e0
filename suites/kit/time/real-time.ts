import type { Subscribe, TargetTime } from './target-time.js';

/** The longest wait that `setTimeout` understands. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The wall clock of this machine, measured monotonically.
 *
 * @param ended - when it is aborted all waits end at once, with its reason for an error
 */
export function realTime(ended?: AbortSignal): TargetTime {
  const now = (): number => performance.now();

  return {
    kind: 'real',
    now,
    async waitUntil(at: number): Promise<void> {
      // A timer may fire early against the monotonic clock, so the clock has the last word.
      for (let left = at - now(); left > 0; left = at - now()) await sleep(left, ended);
    },
    waitFor(condition: () => boolean, at: number, changes: Subscribe): Promise<boolean> {
      return new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        const subscription: { end?: () => void } = {};
        let settled = false;
        const settle = (conclude: () => void): void => {
          settled = true;
          clearTimeout(timer);
          subscription.end?.();
          ended?.removeEventListener('abort', end);
          conclude();
        };
        const end = (): void => settle(() => reject(ended?.reason));
        const look = (): void => {
          if (settled) return;
          clearTimeout(timer);
          try {
            const left = at - now();
            if (condition()) settle(() => resolve(true));
            else if (left <= 0) settle(() => resolve(false));
            else timer = setTimeout(look, Math.min(left, LONGEST_TIMER_MS));
          } catch (error) {
            // The one who asked has to know, and not the one who brought the news.
            settle(() => reject(error));
          }
        };
        if (ended?.aborted === true) return end();
        ended?.addEventListener('abort', end, { once: true });
        subscription.end = changes(look);
        look();
        // It may have told us at once, before it gave us the way to end it.
        if (settled) subscription.end();
      });
    },
  };
}

function sleep(ms: number, ended: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (ended?.aborted === true) return reject(ended.reason);
    const end = (): void => {
      clearTimeout(timer);
      reject(ended?.reason);
    };
    const timer = setTimeout(
      () => {
        ended?.removeEventListener('abort', end);
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    ended?.addEventListener('abort', end, { once: true });
  });
}
