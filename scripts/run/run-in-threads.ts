import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { candidatesOf } from '../../suites/choose-revisions.js';
import { checksFor } from '../../suites/prepare-run.js';
import { type RunEnding, endingsTogether } from '../../suites/kit/targets/run-ending.js';
import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import type { CollectedRun } from './collected-run.js';
import type { FromThread, ToThread } from './thread-messages.js';

/** How many checks a thread has under way: they only compete for the processor, but now and then one waits. */
const SIDE_BY_SIDE = 4;

/**
 * Checks make much garbage that lives for a moment: the more room there is for it, the less often it is looked through. What
 * lives longer is far from this most, which tells V8 to let a heap grow in small steps rather than to multiples of what lives.
 */
const MEMORY = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 };

type WaitingCheck = Extract<FromThread, { kind: 'ready' }>['checks'][number];

/**
 * Runs the suites against the embedded reference on every core for which there is work: a thread takes about a second of CPU to
 * begin. Each takes the next check when it has ended one, so that none stays idle meanwhile.
 *
 * @param plan - what to run
 * @param collected - takes note of all that comes of it
 * @param stop - aborted to end the run before its time
 */
export async function runInThreads(plan: RunPlan, collected: CollectedRun, stop: AbortSignal): Promise<void> {
  const round = new Round(collected);
  const length = Math.max(1, Math.min(availableParallelism(), Math.ceil(countOf(plan) / SIDE_BY_SIDE)));
  const threads = Array.from({ length }, () => round.begin(plan, stop));
  const endings = (await Promise.all(threads)).filter((ending) => ending !== undefined);
  if (endings.length > 0) collected.ending = endingsTogether(endings);
}

/** How many checks a plan asks for. */
function countOf(plan: RunPlan): number {
  return candidatesOf(plan).reduce((sum, revision) => sum + checksFor(plan, revision).length, 0);
}

/** The checks of one run, given out to threads. */
class Round {
  readonly #collected: CollectedRun;
  /** The checks that no thread has begun with; unknown until the first thread is ready. */
  #waiting: WaitingCheck[] | undefined;

  constructor(collected: CollectedRun) {
    this.#collected = collected;
  }

  /** Starts a thread and gives it checks until there are none left. Never rejects: what fails is taken note of. */
  begin(plan: RunPlan, stop: AbortSignal): Promise<RunEnding | undefined> {
    const thread = new Worker(new URL('check-thread.js', import.meta.url), {
      workerData: plan,
      resourceLimits: MEMORY,
    });
    const tell = (message: ToThread): void => {
      // The rule is about windows of browsers; threads have no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      thread.postMessage(message);
    };
    const askToStop = (): void => tell({ kind: 'stop' });
    stop.addEventListener('abort', askToStop);
    let underWay = 0;
    let ending: RunEnding | undefined;
    const giveMore = (): void => {
      while (underWay < SIDE_BY_SIDE) {
        const check = this.#waiting?.shift();
        if (check === undefined) break;
        underWay += 1;
        this.#collected.started(check.name, check.wait);
        tell({ kind: 'run', name: check.name });
      }
      if (underWay === 0) tell({ kind: 'close' });
    };
    return new Promise((resolve) => {
      thread.on('message', (message: FromThread) => {
        switch (message.kind) {
          case 'ready':
            this.#ready(message);
            if (stop.aborted) askToStop();
            return giveMore();
          case 'ended':
            underWay -= 1;
            this.#collected.ended(message.result);
            return giveMore();
          case 'closed':
            ending = message.ending;
        }
      });
      thread.on('error', (error) => this.#collected.failed(error));
      thread.on('exit', () => {
        stop.removeEventListener('abort', askToStop);
        resolve(ending);
      });
    });
  }

  #ready({ look, checks }: Extract<FromThread, { kind: 'ready' }>): void {
    if (this.#waiting !== undefined) return;
    this.#waiting = [...checks];
    this.#collected.looked(look);
    this.#collected.chosen(checks.length);
  }
}
