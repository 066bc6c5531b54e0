import type { History } from './races-history.js';
import { type Breach, type RaceReadings, RaceRules, type Standing } from './races-rules.js';

/** What can be said of a history. */
export type Explanation =
  /** Some order of the calls and timers explains it. */
  | { readonly is: 'explained' }
  /** No order does. In the most favourable one the server has broken this, the gravest first. */
  | { readonly is: 'unexplained'; readonly breaches: readonly [Breach, ...Breach[]] }
  /** There are too many orders to try them all, and none of those that were tried explains it. */
  | { readonly is: 'undecided' };

/** How many breaches are put up with in looking for the most favourable order. */
const MOST_BREACHES = 5;

/** How many steps are tried for one history before the search is given up. */
const MOST_STEPS = 20_000;

/** What is told first when one order breaks several requirements. */
const GRAVEST_FIRST: readonly string[] = ['GROUP-1', 'STATE-6', 'TOKEN-6', 'TOKEN-7', 'TIME-2', 'STATE-2', 'GROUP-4'];

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
    const [first, ...more] = breaches.toSorted((one, other) => gravity(one) - gravity(other));
    return first === undefined ? { is: 'explained' } : { is: 'unexplained', breaches: [first, ...more] };
  }
  const text = 'what came does not fit any order of the calls';
  return { is: 'unexplained', breaches: [{ requirement: 'TOKEN-12', text }] };
}

function gravity({ requirement }: Breach): number {
  const place = GRAVEST_FIRST.indexOf(requirement);
  return place === -1 ? GRAVEST_FIRST.length : place;
}

/** A point in the search: some calls have had their moment, the last of them not before `at`. */
interface Point {
  readonly pending: readonly number[];
  readonly at: number;
  readonly standing: Standing;
}

class Search {
  readonly #rules: RaceRules;
  #hopeless = new Set<string>();
  #steps = 0;

  constructor(rules: RaceRules) {
    this.#rules = rules;
  }

  /** The breaches of an order with at most so many of them. */
  within(allowed: number): readonly Breach[] | undefined | 'gave up' {
    this.#hopeless = new Set();
    const { calls } = this.#rules.history;
    const pending = calls.map((_, index) => index).toSorted((a, b) => this.#sentAt(a) - this.#sentAt(b));
    const found = this.#from({ pending, at: Number.NEGATIVE_INFINITY, standing: this.#rules.start() }, allowed);
    return this.#steps > MOST_STEPS ? 'gave up' : found;
  }

  #from(point: Point, allowed: number): readonly Breach[] | undefined {
    const key = JSON.stringify([point, allowed]);
    if (this.#hopeless.has(key) || (this.#steps += 1) > MOST_STEPS) return undefined;
    const found = this.#ended(point, allowed) ?? this.#afterCalls(point, allowed) ?? this.#afterTimers(point, allowed);
    if (found === undefined) this.#hopeless.add(key);
    return found;
  }

  #ended({ pending, standing }: Point, allowed: number): readonly Breach[] | undefined {
    if (pending.length > 0) return undefined;
    const breaches = this.#rules.atTheEnd(standing);
    return breaches.length <= allowed ? breaches : undefined;
  }

  #afterCalls({ pending, at, standing }: Point, allowed: number): readonly Breach[] | undefined {
    const soonest = this.#soonestAnswer(pending);
    for (const call of pending) {
      const moment = Math.max(at, this.#sentAt(call));
      // Whatever comes after this one cannot come before it: no answer may have come by then.
      if (moment > soonest) break;
      const overdue = this.#rules.overdue(standing, moment);
      const rest = pending.filter((other) => other !== call);
      for (const outcome of this.#rules.afterCall(standing, call)) {
        const breaches = [...overdue, ...outcome.breaches];
        const found = this.#goOn({ pending: rest, at: moment, standing: outcome.standing }, breaches, allowed);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #afterTimers({ pending, at, standing }: Point, allowed: number): readonly Breach[] | undefined {
    for (const [future, due] of this.#rules.timed(standing)) {
      const { seenAt, breaches, standing: after } = this.#rules.runOut(standing, future);
      // A timer that is said to have run out early has run out when its event was seen at the latest.
      const moment = Math.max(at, Math.min(due.earliest - this.#rules.history.slack, seenAt));
      if (moment > seenAt || moment > this.#soonestAnswer(pending)) continue;
      const found = this.#goOn({ pending, at: moment, standing: after }, breaches, allowed);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #goOn(next: Point, breaches: readonly Breach[], allowed: number): readonly Breach[] | undefined {
    if (breaches.length > allowed) return undefined;
    const found = this.#from(next, allowed - breaches.length);
    return found === undefined ? undefined : [...breaches, ...found];
  }

  #sentAt(call: number): number {
    return this.#rules.history.calls[call]?.sentAt ?? 0;
  }

  #soonestAnswer(pending: readonly number[]): number {
    const { calls } = this.#rules.history;
    return Math.min(Number.POSITIVE_INFINITY, ...pending.map((call) => calls[call]?.answeredAt ?? 0));
  }
}
