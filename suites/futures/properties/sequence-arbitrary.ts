import * as fc from 'fast-check';

import type { Plan, Planned } from './plan.js';
import { simplerCommands } from './simpler-commands.js';
import { commandsAbout, type Durations, type ThemeName } from './themes.js';

/** Up to this length any two commands are tried to be left out together: a future and what is done to it. */
const PAIRS_UP_TO = 12;

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

  override shrink(plan: Plan): fc.Stream<fc.Value<Plan>> {
    return fc.stream(smallerPlans(plan, this.durations)).map((smaller) => new fc.Value(smaller, undefined));
  }
}

/** The plans that are a little smaller or simpler than a plan, those that leave out most first. */
export function* smallerPlans(plan: Plan, durations: Durations): IterableIterator<Plan> {
  for (let size = Math.ceil(plan.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = plan.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      if (size < plan.length) yield [...plan.slice(0, start), ...plan.slice(end)];
    }
  }
  if (plan.length <= PAIRS_UP_TO) {
    for (let first = 0; first < plan.length; first += 1) {
      for (let second = first + 1; second < plan.length; second += 1) {
        yield plan.filter((_, index) => index !== first && index !== second);
      }
    }
  }
  for (const [index, command] of plan.entries()) {
    for (const simpler of simplerCommands(command, durations)) yield plan.with(index, simpler);
  }
}
