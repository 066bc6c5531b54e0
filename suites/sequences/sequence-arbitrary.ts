import * as fc from 'fast-check';

import type { ModelledRevision } from './modelled-revision.js';
import { type Durations, isPause, type Plan, type Planned } from './plan.js';
import { isPlace, type Means, smallerPlans } from './smaller-plans.js';
import type { Terms } from './terms.js';

/**
 * Sequences of commands. fast-check's own arrays shrink from the front; here anything may be left out, since commands
 * name events by where they are kept and stay meaningful when others go. Seed and path lead to the same sequence.
 */
export class SequenceArbitrary<T extends Terms> extends fc.Arbitrary<Plan<T>> implements Means<T> {
  readonly simplicity: Means<T>['simplicity'];
  readonly #themes: readonly fc.Arbitrary<Planned<T>>[];

  /**
   * @param themes - what a sequence may be about: one of these
   * @param durations - the durations to choose from
   * @param lengths - the least and the most commands
   * @param longest - the most that pauses take together, in milliseconds; those that would go beyond are left out
   */
  constructor(
    { commandsAbout, simplicity }: Pick<ModelledRevision<T>, 'commandsAbout' | 'simplicity'>,
    themes: readonly string[],
    readonly durations: Durations,
    readonly lengths: readonly [least: number, most: number],
    readonly longest = Infinity,
  ) {
    super();
    this.simplicity = simplicity;
    this.#themes = themes.map((theme) => commandsAbout(theme, durations));
  }

  override generate(random: fc.Random): fc.Value<Plan<T>> {
    const theme = this.#themes[random.nextInt(0, this.#themes.length - 1)];
    if (theme === undefined) throw new Error('a sequence has to be about something');
    const length = random.nextInt(...this.lengths);
    const plan = Array.from({ length }, () => theme.generate(random, undefined).value);
    return new fc.Value(this.#inTime(plan), undefined);
  }

  #inTime(plan: Plan<T>): Plan<T> {
    let taken = 0;
    return plan.filter((planned) => {
      const pause = isPause(planned) ? (planned.ms ?? 0) : 0;
      if (taken + pause > this.longest) return false;
      taken += pause;
      return true;
    });
  }

  override canShrinkWithoutContext(value: unknown): value is Plan<T> {
    return Array.isArray(value);
  }

  override shrink(plan: Plan<T>, context?: unknown): fc.Stream<fc.Value<Plan<T>>> {
    const smaller = smallerPlans(plan, this, isPlace(context) ? context : undefined);
    return fc.stream(smaller).map(({ plan: value, next }) => new fc.Value(value, next));
  }
}
