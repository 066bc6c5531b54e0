import type { Command } from '../model/command.js';
import type { Slot } from '../../sequences/plan.js';
import type { Names } from '../../sequences/speaker.js';
import type { PossibleWorld } from '../../sequences/terms.js';
import type { KnownReadings } from '../model/view.js';
import { livingIn, type World } from '../model/world.js';
import type { FuturesTerms } from './futures-terms.js';
import { isCall, type PlannedFutures, type PlannedSchedule } from './plan.js';

/** What the names in a plan stand for while it is told: futures by where they are kept, groups by what they are called. */
export class FuturesNames implements Names<FuturesTerms> {
  readonly #slots = new Map<Slot, number>();
  readonly #groups = new Map<string, string>();

  constructor(readonly readings: KnownReadings) {}

  /**
   * What a planned command is in the model's terms, where futures have numbers and groups have names.
   *
   * @param serial - makes transaction ids that are to be new different from all others
   * @returns `undefined` where it speaks of a place in which nothing is kept
   */
  resolve(planned: PlannedFutures, world: World, serial: number): Command | undefined {
    if (isCall(planned)) {
      if (planned.of === undefined) return { do: planned.do };
      const of = this.#slots.get(planned.of);
      return of === undefined ? undefined : { do: planned.do, of };
    }
    if (planned.do !== 'schedule') return planned;
    const { as: _, group: _name, txn, ...rest } = planned;
    const group = this.#groupFor(planned, world);
    if (group === undefined && typeof planned.group === 'object') return undefined;
    return {
      ...rest,
      ...(group === undefined ? {} : { group }),
      ...(txn === undefined ? {} : { txn: txn === 'new' ? `new-${serial}` : txn }),
    };
  }

  /** Keeps a future that was accepted, so that later commands can name it and its group. */
  keep(planned: PlannedFutures, { world, answer }: Pick<PossibleWorld<FuturesTerms>, 'world' | 'answer'>): void {
    const future = answer !== undefined && 'future' in answer ? world.futures[answer.future] : undefined;
    if (planned.do !== 'schedule' || future === undefined) return;
    const { as, group } = planned;
    this.#slots.set(as, future.id);
    if (typeof group === 'string') this.#groups.set(group, future.group);
  }

  /**
   * The group's name as the model knows it. Where servers make the ids, a name stands for the group that was made when it
   * was first used, as long as that lives: so futures come together on every server.
   */
  #groupFor({ group, timeout }: PlannedSchedule, world: World): string | undefined {
    if (typeof group === 'object') return world.futures[this.#slots.get(group.of) ?? -1]?.group;
    if (group === undefined || this.readings['Q-CLIENT-GROUP'] === 'opens') return group;
    const made = this.#groups.get(group);
    if (made !== undefined && livingIn(world).some((future) => future.group === made)) return made;
    return typeof timeout === 'number' ? undefined : group;
  }
}
