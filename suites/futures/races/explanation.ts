import type { History } from './history.js';
import { type Breach, type RaceReadings, RaceRules, type Standing } from './rules.js';

/** What can be said of a history. */
export type Explanation =
  /** Some order of the calls and timers explains it. */
  | { readonly is: 'explained' }
  /** No order does. In the most favourable one the server has broken this, what led to the rest first. */
  | { readonly is: 'unexplained'; readonly breaches: readonly [Breach, ...Breach[]] }
  /** There are too many orders to try them all, and none of those that were tried explains it. */
  | { readonly is: 'undecided' };

/** How many breaches are put up with in looking for the most favourable order. */
const MOST_BREACHES = 5;

/** How many steps are tried for one history before the search is given up. */
const MOST_STEPS = 20_000;

/** What is told first when one order breaks several requirements: what may have led to the others. */
const FIRST_CAUSES: readonly string[] = [
  ...[
    'GROUP-10',
    'TIME-3',
    'TOKEN-2',
    'TOKEN-3',
    'TOKEN-5',
    'GROUP-1',
    'STATE-6',
    'TOKEN-6',
    'TOKEN-7',
    'TIME-2',
    'STATE-2',
    'GROUP-4',
  ],
];

/** What is preferred where several orders break as little as any: what tells most. */
const TELLING_MOST = ['TOKEN-12', 'TOKEN-8', 'GROUP-1', 'TOKEN-5'] as const;

/**
 * Looks for an order of the calls and of the timers running out that explains a history: each call takes effect at one
 * moment between its sending and its answer, each timer when it is due or later, and all that came of them fits the
 * requirements (TOKEN-12, in the manner of linearizability checkers).
 */
export function explain(history: History, readings: RaceReadings): Explanation {
  const search = new Search(new RaceRules(history, readings));
  for (let allowed = 0; allowed <= MOST_BREACHES; allowed += 1) {
    const breaches = search.within(allowed);
    // That nothing explains it is certain as soon as all orders without a breach have been tried.
    if (breaches === 'gave up' && allowed === 0) return { is: 'undecided' };
    if (breaches === 'gave up') break;
    if (breaches === undefined) continue;
    const telling = allowed === 0 ? undefined : search.tellingMost(allowed);
    const [first, ...more] = (telling ?? breaches).toSorted((one, other) => rank(one) - rank(other));
    return first === undefined ? { is: 'explained' } : { is: 'unexplained', breaches: [first, ...more] };
  }
  const text = 'what came does not fit any order of the calls';
  return { is: 'unexplained', breaches: [{ requirement: 'TOKEN-12', text }] };
}

function rank({ requirement }: Breach): number {
  const place = FIRST_CAUSES.indexOf(requirement);
  return place === -1 ? FIRST_CAUSES.length : place;
}

/** A point in the search: some calls have had their moment, the last of them not before `at`. */
interface Point {
  readonly pending: readonly number[];
  readonly at: number;
  readonly standing: Standing;
}

/** What is put up with from a point on: so many breaches, and one of them has to be the wanted one if that is missing. */
interface Terms {
  readonly allowed: number;
  readonly isMissing: boolean;
}

class Search {
  readonly #rules: RaceRules;
  #hopeless = new Set<string>();
  #wanted: string | undefined;
  #steps = 0;

  constructor(rules: RaceRules) {
    this.#rules = rules;
  }

  /** The breaches of an order with at most so many of them, one of them of the given requirement. */
  within(allowed: number, wanted?: string): readonly Breach[] | undefined | 'gave up' {
    this.#hopeless = new Set();
    this.#wanted = wanted;
    const { calls } = this.#rules.history;
    const pending = calls.map((_, index) => index).toSorted((a, b) => this.#sentAt(a) - this.#sentAt(b));
    const start = { pending, at: Number.NEGATIVE_INFINITY, standing: this.#rules.start() };
    const found = this.#from(start, { allowed, isMissing: wanted !== undefined });
    return this.#steps > MOST_STEPS ? 'gave up' : found;
  }

  /** As {@link within}, with what tells most, where there is such an order. */
  tellingMost(allowed: number): readonly Breach[] | undefined {
    for (const requirement of TELLING_MOST) {
      const found = this.within(allowed, requirement);
      if (found !== undefined && found !== 'gave up') return found;
    }
    return undefined;
  }

  #from(point: Point, terms: Terms): readonly Breach[] | undefined {
    const key = JSON.stringify([point, terms]);
    if (this.#hopeless.has(key) || (this.#steps += 1) > MOST_STEPS) return undefined;
    const found = this.#ended(point, terms) ?? this.#afterCalls(point, terms) ?? this.#afterTimers(point, terms);
    if (found === undefined) this.#hopeless.add(key);
    return found;
  }

  #ended({ pending, standing }: Point, terms: Terms): readonly Breach[] | undefined {
    if (pending.length > 0) return undefined;
    const breaches = this.#rules.atTheEnd(standing);
    const { allowed, isMissing } = this.#after(breaches, terms);
    return allowed >= 0 && !isMissing ? breaches : undefined;
  }

  #afterCalls({ pending, at, standing }: Point, terms: Terms): readonly Breach[] | undefined {
    const soonest = this.#soonestAnswer(pending);
    for (const call of pending) {
      const moment = Math.max(at, this.#sentAt(call));
      // Whatever comes after this one cannot come before it: no answer may have come by then.
      if (moment > soonest) break;
      const overdue = this.#rules.overdue(standing, moment);
      const rest = pending.filter((other) => other !== call);
      for (const outcome of this.#rules.afterCall(standing, call)) {
        const breaches = [...overdue, ...outcome.breaches];
        const found = this.#goOn({ pending: rest, at: moment, standing: outcome.standing }, breaches, terms);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #afterTimers({ pending, at, standing }: Point, terms: Terms): readonly Breach[] | undefined {
    for (const [future, due] of this.#rules.timed(standing)) {
      const { seenAt, breaches, standing: after } = this.#rules.runOut(standing, future);
      // A timer that is said to have run out early has run out when its event was seen at the latest.
      const moment = Math.max(at, Math.min(due.earliest - this.#rules.history.slack, seenAt));
      if (moment > seenAt || moment > this.#soonestAnswer(pending)) continue;
      const found = this.#goOn({ pending, at: moment, standing: after }, breaches, terms);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #goOn(next: Point, breaches: readonly Breach[], terms: Terms): readonly Breach[] | undefined {
    const left = this.#after(breaches, terms);
    if (left.allowed < 0) return undefined;
    const found = this.#from(next, left);
    return found === undefined ? undefined : [...breaches, ...found];
  }

  #after(breaches: readonly Breach[], { allowed, isMissing }: Terms): Terms {
    return {
      allowed: allowed - breaches.length,
      isMissing: isMissing && !breaches.some(({ requirement }) => requirement === this.#wanted),
    };
  }

  #sentAt(call: number): number {
    return this.#rules.history.calls[call]?.sentAt ?? 0;
  }

  #soonestAnswer(pending: readonly number[]): number {
    const { calls } = this.#rules.history;
    return Math.min(Number.POSITIVE_INFINITY, ...pending.map((call) => calls[call]?.answeredAt ?? 0));
  }
}
