import { isDeepStrictEqual } from 'node:util';

type Rule = (...facts: unknown[]) => unknown;

/** What a rule has come to: a value, or a refusal. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/**
 * Rules of a revision that decide as they are, and beside which other rules are asked the same. As long as those have always answered
 * alike, a homeserver that follows them has done nothing else, also where they remember what they were asked.
 *
 * @param rules - the rules that decide
 * @param shadows - by name, rules that are exchanged for some of these, or a function from these to them
 * @param onDifference - called with the name of a shadow when it decides otherwise for the first time
 */
export function shadowedRules<Rules extends object>(
  rules: Rules,
  shadows: ReadonlyMap<string, unknown>,
  onDifference: (shadow: string) => void,
): Rules {
  const decided = new Decided();
  const defaults = decided.recalledBy(rules);
  const shadowsOf = new Map<string, Set<readonly [shadow: string, rule: Rule]>>();
  for (const [shadow, change] of shadows) {
    const exchanged = (typeof change === 'function' ? change(defaults) : change) as Readonly<Record<string, Rule>>;
    for (const [name, rule] of Object.entries(exchanged)) {
      shadowsOf.set(name, (shadowsOf.get(name) ?? new Set()).add([shadow, rule]));
    }
  }
  const different = new Set<string>();

  return mapRules(rules, (name, rule) => {
    const others = shadowsOf.get(name);
    if (others === undefined) return rule;
    return (...asked) => {
      const facts = asked.map(repeatable);
      const outcome = outcomeOf(rule, facts);
      decided.remember(name, facts, outcome);
      for (const entry of others) {
        const [shadow, other] = entry;
        if (!different.has(shadow)) {
          if (isDeepStrictEqual(outcomeOf(other, facts), outcome)) continue;
          different.add(shadow);
          onDifference(shadow);
        }
        // What it would have led to from here on nobody knows.
        others.delete(entry);
      }
      return valueOf(outcome);
    };
  });
}

/** The last decision, so that a shadow that asks for it gets the very same objects that the homeserver goes on with. */
class Decided {
  #last: { readonly name: string; readonly facts: readonly unknown[]; readonly outcome: Outcome } | undefined;

  remember(name: string, facts: readonly unknown[], outcome: Outcome): void {
    this.#last = { name, facts, outcome };
  }

  /** The rules, which recall the last decision instead of deciding the same again. */
  recalledBy<Rules extends object>(rules: Rules): Rules {
    return mapRules(rules, (name, rule) => (...facts) => {
      const last = this.#last;
      const isLast = last?.name === name && last.facts.every((fact, index) => fact === facts[index]);
      return isLast ? valueOf(last.outcome) : rule(...facts);
    });
  }
}

function mapRules<Rules extends object>(rules: Rules, map: (name: string, rule: Rule) => Rule): Rules {
  const entries = Object.entries(rules).map(([name, rule]: [string, Rule]) => [name, map(name, rule)]);
  return Object.fromEntries(entries) as Rules;
}

function outcomeOf(rule: Rule, facts: readonly unknown[]): Outcome {
  try {
    return { value: rule(...facts) };
  } catch (thrown) {
    return { thrown };
  }
}

function valueOf(outcome: Outcome): unknown {
  if ('thrown' in outcome) throw outcome.thrown;
  return outcome.value;
}

/** Where chance is among the facts, lets all who are asked have the same luck. */
function repeatable(fact: unknown): unknown {
  if (typeof fact !== 'object' || fact === null || !('random' in fact)) return fact;
  const random = fact.random as () => string;
  let drawn: string | undefined;
  return { ...fact, random: () => (drawn ??= random()) };
}
