import type { TargetTime } from '../kit/time/target-time.js';

/** How a sequence keeps time: what the model takes for the time of a command, and when something is too late to be judged. */
export interface Rhythm {
  /** Milliseconds since the sequence began, as the model has it. */
  readonly now: number;
  /** Milliseconds that have passed since the sequence began: more than the model knows of where commands and looks take time. */
  readonly elapsed: number;
  /** Lets so many milliseconds pass, for the model and for the server. */
  pass(ms: number): Promise<void>;
  /** Lets everything come in that has happened up to now, as far as that can be known. */
  settle(): Promise<void>;
  /** The first moment after a deadline at which it can be told whether it has passed. */
  beyond(deadline: number): number;
  /** The least pause after which something else may have come, in milliseconds. */
  readonly moment: number;
  /** How long after the last deadline something may still come that is tried again, as far as it costs nothing to wait. */
  readonly afterwards: number;
  /** How many milliseconds commands and looks may still take before the next pause; none where they take no time. */
  readonly spare: number;
  /** Whether so much time has gone by since the last pause that a deadline may be near. */
  readonly isLate: boolean;
}

/** Time that passes only when told to: every command happens at its very millisecond. */
export function exactRhythm(time: TargetTime): Rhythm {
  const start = time.now();
  return {
    get now() {
      return time.now() - start;
    },
    get elapsed() {
      return time.now() - start;
    },
    spare: 0,
    isLate: false,
    moment: 60_000,
    afterwards: 1_000,
    beyond: (deadline) => deadline + 1,
    pass: (ms) => time.waitUntil(time.now() + ms),
    settle: () => time.waitUntil(time.now()),
  };
}

/** How much of a tick commands may take up. Deadlines lie half a tick later than what they count from. */
const ROOM_FOR_COMMANDS = 0.3;

/**
 * Real time on a grid: commands fall on ticks, deadlines between them, so that nothing hangs on a few milliseconds.
 *
 * @param tick - milliseconds; every pause has to be a multiple of it
 * @param inTime - called when the sequence comes to a pause in time
 */
export function tickingRhythm(time: TargetTime, tick: number, inTime: () => void = () => undefined): Rhythm {
  const start = time.now();
  let now = 0;
  const spare = (): number => start + now + ROOM_FOR_COMMANDS * tick - time.now();
  return {
    get now() {
      return now;
    },
    get elapsed() {
      return time.now() - start;
    },
    moment: tick,
    afterwards: 0,
    get spare() {
      return Math.max(0, spare());
    },
    get isLate() {
      return spare() < 0;
    },
    beyond: (deadline) => Math.ceil(deadline / tick) * tick,
    async pass(ms) {
      if (spare() >= 0) inTime();
      now += ms;
      await time.waitUntil(start + now);
    },
    settle: () => Promise.resolve(),
  };
}
