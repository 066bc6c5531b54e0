import type { Subscribe, TargetTime } from './target-time.js';
import { Inconclusive } from '../checks/verdict.js';

/** A homeserver's clock that the outside can move. */
export interface MovableClock {
  /** What the clock reads, in milliseconds. */
  now(): number;
  /** When the server's next timer is due, if any waits. */
  nextWakeAt(): Promise<number | undefined>;
  /** Moves the clock to `at`, running what falls due. */
  advanceTo(at: number): Promise<void>;
  /** How many requests the server has parked: long polls that wait for something to happen. */
  parkedRequests(): Promise<number>;
}

/** How long, in real milliseconds, the server may take to answer everything before we give up on it. */
const SETTLE_LIMIT_MS = 60_000;

/** How many steps in a row may leave the clock where it is before we give up: things can be due at one moment. */
const MOST_STEPS_WITHOUT_TIME = 1_000;

/**
 * Time that passes only when a check lets it. It moves from one timer of the server to the next, and after every
 * step waits until each request has been answered or is parked, so whatever happens is seen at its own moment.
 *
 * @param clock - the server's clock
 * @param requestsInFlight - how many requests of ours have not been answered
 */
export function virtualTime(clock: MovableClock, requestsInFlight: () => number): TargetTime {
  let moving: Promise<unknown> = Promise.resolve();

  /** One mover at a time; a second one finds the clock where the first has left it. */
  function alone<T>(move: () => Promise<T>): Promise<T> {
    const turn = moving.then(move, move);
    moving = turn.catch(() => undefined);
    return turn;
  }

  async function settle(): Promise<void> {
    const startedAt = performance.now();
    // A client that has just been answered asks again within one turn of the event loop: calm twice is calm.
    for (let calm = 0; calm < 2;) {
      await new Promise((resolve) => setImmediate(resolve));
      calm = requestsInFlight() === (await clock.parkedRequests()) ? calm + 1 : 0;
      if (performance.now() - startedAt > SETTLE_LIMIT_MS) {
        throw new Inconclusive(`the server left a request unanswered for ${SETTLE_LIMIT_MS / 1000} s`);
      }
    }
  }

  /** A moment that is not over, in whole milliseconds, as clocks of servers have them. */
  function whole(at: number): number {
    return Math.max(Math.ceil(at), clock.now());
  }

  /** Moves step by step to `at`, or until the condition holds. */
  async function advance(at: number, condition: () => boolean): Promise<boolean> {
    await settle();
    for (let standstill = 0; ; standstill += 1) {
      if (condition()) return true;
      if (standstill > MOST_STEPS_WITHOUT_TIME) {
        throw new Inconclusive(`the server's clock stands still at ${clock.now()}, with something ever due`);
      }
      const next = await clock.nextWakeAt();
      const step = next === undefined || next > at ? at : Math.max(next, clock.now());
      const arrived = step >= at && (next === undefined || next > at);
      if (step > clock.now()) standstill = 0;
      if (step > clock.now() || !arrived) await clock.advanceTo(step);
      await settle();
      if (arrived) return condition();
    }
  }

  return {
    kind: 'virtual',
    now: () => clock.now(),
    waitUntil: (at: number) => alone(async () => void (await advance(whole(at), () => false))),
    waitFor: (condition: () => boolean, at: number, _changes: Subscribe) => alone(() => advance(whole(at), condition)),
  };
}
