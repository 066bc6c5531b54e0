/** How many turns of the event loop in a row have to find nothing going on: clients take some to ask again. */
const CALM_TURNS = 20;

/** How long requests may go on unanswered, in real milliseconds, before we give up on them. */
const LIMIT_MS = 10_000;

/** Real time, whatever timers are fake later on. */
const realNow = performance.now.bind(performance);

/**
 * Waits, in real time, until nothing is going on any more.
 *
 * @param isBusy - whether something is going on
 * @param describe - says what, for the error
 * @throws Error when it goes on for ever
 */
export async function settled(isBusy: () => boolean, describe: () => string): Promise<void> {
  const turns = eventLoopTurns();
  try {
    const startedAt = realNow();
    for (let calm = 0; calm < CALM_TURNS;) {
      await turns.next();
      calm = isBusy() ? 0 : calm + 1;
      if (calm === 0 && realNow() - startedAt > LIMIT_MS) {
        throw new Error(`these have not been answered within ${LIMIT_MS / 1_000} s: ${describe()}`);
      }
    }
  } finally {
    turns.close();
  }
}

/** Turns of the event loop, told by messages: fake timers leave those alone. */
function eventLoopTurns(): { next(): Promise<void>; close(): void } {
  const { port1, port2 } = new MessageChannel();
  let wake: () => void = () => undefined;
  port2.addEventListener('message', () => wake());
  port2.start();
  return {
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
        port1.postMessage(undefined);
      }),
    close: () => port1.close(),
  };
}
