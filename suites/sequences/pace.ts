import type { Effort } from '../chance/effort.js';
import { EFFORT } from '../chance/effort.js';
import type { Stage, Target } from '../kit/targets/stage.js';
import type { ModelledRevision } from './modelled-revision.js';
import { type Durations, type Plan, ticking } from './plan.js';
import { exactRhythm, type Rhythm, tickingRhythm } from './rhythm.js';
import { type Circumstances, runSequence, type ToldSequence } from './run-sequence.js';
import type { Terms } from './terms.js';
import { Traffic, type Turn } from './traffic.js';

/** How many ticks the pauses of a sequence take at the most: side by side, the longest one says how long all of them take. */
const MOST_TICKS = 8;

const traffics = new WeakMap<Target, Traffic>();

/** The traffic of all sequences on a target. */
function trafficOn(target: Target): Traffic {
  let traffic = traffics.get(target);
  if (traffic === undefined) traffics.set(target, (traffic = new Traffic()));
  return traffic;
}

/** How sequences go where time passes as it does: how long they are, what waits how long, and on which stage each is told. */
export interface Pace<T extends Terms> {
  readonly effort: Effort;
  /** Whether time passes only when told to, so that nothing hangs on how quick anybody is. */
  readonly isExact: boolean;
  readonly durations: Durations;
  /** The least and the most commands of a sequence. */
  readonly lengths: readonly [least: number, most: number];
  /** The most that the pauses of a sequence take together, in milliseconds. */
  readonly longest: number;
  /** What of all that is known beforehand counts. */
  known(known: T['known']): T['known'];
  /**
   * @param turn - when it is told; absent for one that is told at once, and in any case
   * @returns what became of it; `undefined` where it has been left out
   */
  tell(plan: Plan<T>, circumstances: Circumstances<T>, turn?: Turn): Promise<ToldSequence<T> | undefined>;
}

/** Time that passes only when told to: each sequence has a stage of its own, on which every command has its millisecond. */
export function exactPace<T extends Terms>({ exactDurations }: ModelledRevision<T>): Pace<T> {
  return {
    effort: EFFORT.sequences.virtual,
    isExact: true,
    durations: exactDurations,
    // Where time costs nothing; a good part of the commands will turn out to be impossible.
    lengths: [10, 50],
    longest: Infinity,
    known: (known) => known,
    async tell(plan, circumstances) {
      const stage = await circumstances.target.open(circumstances.check.needs);
      try {
        return await runSequence(plan, stage, circumstances, ({ time }: Stage) => exactRhythm(time));
      } finally {
        await stage.close();
      }
    },
  };
}

/**
 * Real time on a grid of ticks: commands fall on ticks, deadlines between them. Sequences go on side by side, in rooms of
 * their own.
 *
 * @param stage - whose accounts all sequences share
 * @param tick - milliseconds
 */
export function tickingPace<T extends Terms>({ inRealTime }: ModelledRevision<T>, stage: Stage, tick: number): Pace<T> {
  return {
    effort: EFFORT.sequences.real,
    isExact: false,
    durations: ticking(tick),
    // Every pause is waited for.
    lengths: [6, 20],
    longest: MOST_TICKS * tick,
    known: inRealTime,
    async tell(plan, circumstances, turn) {
      const { target } = circumstances;
      const traffic = trafficOn(target);
      const rhythmOn = ({ time }: Stage): Rhythm => tickingRhythm(time, tick, () => traffic.inTime());
      const told = await traffic.run(() => runSequence(plan, stage, circumstances, rhythmOn), turn);
      if (told === undefined)
        target.remarks.count('a made-up sequence was left out, since the server is too slow for more');
      return told;
    },
  };
}
