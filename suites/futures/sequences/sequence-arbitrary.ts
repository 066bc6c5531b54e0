import * as fc from 'fast-check';

import type { Plan, Planned } from './plan.js';
import { isPlace, smallerPlans } from './smaller-plans.js';
import { commandsAbout, type Durations, type ThemeName } from './themes.js';

/**
 * Sequences of commands. fast-check's own arrays shrink from the front; here anything may be left out, since commands
 * name futures by where they are kept and stay meaningful when others go. Seed and path lead to the same sequence.
 */
export class SequenceArbitrary extends fc.Arbitrary<Plan> {
  readonly #themes: readonly fc.Arbitrary<Planned>[];

  /**
   * @param themes - what a sequence may be about: one of these
   * @param durations - the durations to choose from
   * @param lengths - the least and the most commands
   */
  constructor(
    themes: readonly ThemeName[],
    readonly durations: Durations,
    readonly lengths: readonly [least: number, most: number],
  ) {
    super();
    this.#themes = themes.map((theme) => commandsAbout(theme, durations));
  }

  override generate(random: fc.Random): fc.Value<Plan> {
    const theme = this.#themes[random.nextInt(0, this.#themes.length - 1)];
    if (theme === undefined) throw new Error('a sequence has to be about something');
    const length = random.nextInt(...this.lengths);
    const plan = Array.from({ length }, () => theme.generate(random, undefined).value);
    return new fc.Value(plan, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Plan {
    return Array.isArray(value);
  }

  override shrink(plan: Plan, context?: unknown): fc.Stream<fc.Value<Plan>> {
    const smaller = smallerPlans(plan, this.durations, isPlace(context) ? context : undefined);
    return fc.stream(smaller).map(({ plan: value, next }) => new fc.Value(value, next));
  }
}
