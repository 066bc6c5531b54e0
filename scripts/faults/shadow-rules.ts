import { isDeepStrictEqual } from 'node:util';

import { type FutureRules, type FutureRulesChange } from '../../reference/futures/rules/future-rules.js';

type Rule = (...facts: unknown[]) => unknown;

/** What a rule has come to: a value, or a refusal. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/**
 * Rules that decide as they are, and beside which other rules are asked the same. As long as those have always answered
 * alike, a homeserver that follows them has done nothing else, also where they remember what they were asked.
 *
 * @param rules - the rules that decide
 * @param shadows - by name, rules that are exchanged for some of these
 * @param onDifference - called with the name of a shadow when it decides otherwise for the first time
 */
export function shadowedRules(
  rules: FutureRules,
  shadows: ReadonlyMap<string, FutureRulesChange>,
  onDifference: (shadow: string) => void,
): FutureRules {
  const alike = new Map<string, Set<readonly [shadow: string, rule: Rule]>>();
  for (const [shadow, change] of shadows) {
    for (const [name, rule] of Object.entries(typeof change === 'function' ? change(rules) : change)) {
      const entry = [shadow, rule as Rule] as const;
      alike.set(name, (alike.get(name) ?? new Set()).add(entry));
    }
  }
  const different = new Set<string>();

  const watched = Object.entries(rules).map(([name, rule]: [string, Rule]) => {
    const others = alike.get(name);
    if (others === undefined) return [name, rule] as const;
    const watchedRule: Rule = (...facts) => {
      const chance = new RepeatableChance();
      const outcome = outcomeOf(rule, chance.in(facts));
      for (const entry of others) {
        const [shadow, other] = entry;
        if (!different.has(shadow)) {
          if (isDeepStrictEqual(outcomeOf(other, chance.in(facts)), outcome)) continue;
          different.add(shadow);
          onDifference(shadow);
        }
        // What it would have led to from here on nobody knows.
        others.delete(entry);
      }
      if ('thrown' in outcome) throw outcome.thrown;
      return outcome.value;
    };
    return [name, watchedRule] as const;
  });
  return Object.fromEntries(watched) as unknown as FutureRules;
}

function outcomeOf(rule: Rule, facts: readonly unknown[]): Outcome {
  try {
    return { value: rule(...facts) };
  } catch (thrown) {
    return { thrown };
  }
}

/** Lets all who are asked the same have the same luck. */
class RepeatableChance {
  readonly #drawn: string[] = [];

  in(facts: readonly unknown[]): unknown[] {
    return facts.map((fact) => {
      if (typeof fact !== 'object' || fact === null || !('random' in fact)) return fact;
      const random = fact.random as () => string;
      let count = 0;
      return { ...fact, random: () => (this.#drawn[count++] ??= random()) };
    });
  }
}
